import { writeSync } from "node:fs";
import type { LineOutput } from "../line/line-stream.ts";

export interface StandardOutput extends LineOutput {
  /** Writes what is buffered, waiting for a slow reader for at most a second. */
  flush(): void;
}

export interface StandardOutputOptions {
  /** File descriptor; 1 is stdout. */
  readonly fd?: number;
  /** Told the number of lines that a reader was too slow for or that could not be written. */
  readonly onDropped: (lines: number) => void;
}

/** Written at once when as much is buffered; otherwise when the running turn of the event loop ends. */
const FULL_BYTES = 32 * 1024;

/** Kept for a reader that does not read; then lines are dropped, since the service is worth more. */
const MAX_BYTES = 16 * 1024 * 1024;

const RETRY_MILLISECONDS = 10;
const EXIT_WAIT_MILLISECONDS = 1000;

/** Outputs with lines that the next turn would write. */
const WAITING = new Set<() => void>();

let listening = false;
let exiting = false;

/** One listener for all of a process: a turn that logs would add and remove it, which costs more than the line. */
function flushAtExit(flush: () => void): void {
  WAITING.add(flush);
  if (!listening) {
    listening = true;
    process.once("exit", () => {
      exiting = true;
      for (const each of WAITING) {
        each();
      }
    });
  }
}

/** Buffers the lines of one turn of the event loop, so that a burst costs few system calls and no line waits longer than the work that wrote it. */
export function createStandardOutput({ fd = 1, onDropped }: StandardOutputOptions): StandardOutput {
  let buffer = Buffer.allocUnsafeSlow(FULL_BYTES * 2);
  let used = 0;
  let lines = 0;
  let scheduled = false;

  const run = () => {
    scheduled = false;
    WAITING.delete(flush);
    write();
  };

  function schedule(milliseconds: number): void {
    if (!scheduled) {
      scheduled = true;
      flushAtExit(flush);
      if (milliseconds === 0) {
        setImmediate(run);
      } else {
        setTimeout(run, milliseconds).unref();
      }
    }
  }

  /** @returns whether all is written or lost, so that nothing is left to wait for */
  function write(): boolean {
    let written = 0;
    let full = false;
    try {
      while (written < used) {
        written += writeSync(fd, buffer, written, used - written);
      }
    } catch (error) {
      full = (error as NodeJS.ErrnoException).code === "EAGAIN";
      if (!full) {
        onDropped(lines);
        written = used;
      }
    }
    buffer.copyWithin(0, written, used);
    used -= written;
    lines = used === 0 ? 0 : lines;
    if (full) {
      schedule(RETRY_MILLISECONDS);
    }
    return used === 0;
  }

  function flush(): void {
    const deadline = performance.now() + EXIT_WAIT_MILLISECONDS;
    while (!write() && performance.now() < deadline) {
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, RETRY_MILLISECONDS);
    }
  }

  function grow(needed: number): boolean {
    if (needed > MAX_BYTES) {
      return false;
    }
    const grown = Buffer.allocUnsafeSlow(Math.max(needed, buffer.length * 2));
    buffer.copy(grown, 0, 0, used);
    buffer = grown;
    return true;
  }

  return {
    append(bytes, start, end) {
      const needed = used + end - start;
      if (needed > buffer.length && !grow(needed)) {
        onDropped(1);
        return;
      }
      bytes.copy(buffer, used, start, end);
      used = needed;
      lines += 1;
      if (exiting) {
        flush();
      } else if (used >= FULL_BYTES && !scheduledRetry()) {
        write();
      } else {
        schedule(0);
      }
    },
    flush,
  };

  /** A reader that was too slow is not tried again with every line. */
  function scheduledRetry(): boolean {
    return used > FULL_BYTES * 2;
  }
}
