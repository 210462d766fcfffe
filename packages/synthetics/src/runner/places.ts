/** A limited number of places; whoever comes when all are taken waits in line. */
export interface Places {
  /** Runs the work when there is a place for it. Does nothing once it is closed. */
  take(work: () => Promise<void>): Promise<void>;
  /** Sends everybody home who waits. */
  close(): void;
  active(): number;
  waiting(): number;
}

export function createPlaces(limit: number): Places {
  const line: (() => void)[] = [];
  let active = 0;
  let closed = false;
  return {
    async take(work) {
      if (active >= limit) {
        await new Promise<void>((resolve) => line.push(resolve));
      }
      if (closed) {
        return;
      }
      active++;
      try {
        await work();
      } finally {
        active--;
        line.shift()?.();
      }
    },
    close() {
      closed = true;
      for (const goOn of line.splice(0)) {
        goOn();
      }
    },
    active: () => active,
    waiting: () => line.length,
  };
}
