const COUNT = Symbol.for("@platform/tracing/unobserved");

interface Process {
  [COUNT]?: number;
}

/** Counts a request that began while nothing in this process traced. */
export function countUnobserved(): void {
  (globalThis as Process)[COUNT] = unobservedRequests() + 1;
}

/** Requests that began before tracing was started: it was loaded too late for them. */
export function unobservedRequests(): number {
  return (globalThis as Process)[COUNT] ?? 0;
}
