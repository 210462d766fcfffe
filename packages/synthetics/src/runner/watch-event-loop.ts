import { Worker } from "node:worker_threads";
import type { Stoppable } from "@platform/metrics";

export interface WatchEventLoopOptions {
  /** How long the process may do nothing but one thing. Default 60. */
  readonly blockedSeconds?: number;
}

/**
 * What the worker runs. It has the process killed, since one that is blocked can neither throw nor exit; whoever supervises it starts it anew, and the
 * journal tells then what it was doing.
 */
const WATCH = `
const { workerData } = require("node:worker_threads");
const { writeSync } = require("node:fs");
const beat = new Int32Array(workerData.beat);
let last = -1;
for (;;) {
  const before = Atomics.load(beat, 0);
  if (before < 0) break;
  if (before === last) {
    writeSync(2, "A step has blocked the event loop for " + workerData.blockedSeconds + " s: the process ends.\\n");
    process.kill(process.pid, "SIGKILL");
  }
  last = before;
  Atomics.wait(beat, 1, 0, workerData.blockedSeconds * 1000);
}`;

/**
 * Ends the process when a step does not give the event loop back: no time limit can end such a step, and until it ends no flow runs, no scrape is
 * answered and no signal is heard.
 */
export function watchEventLoop({ blockedSeconds = 60 }: WatchEventLoopOptions = {}): Stoppable {
  const shared = new SharedArrayBuffer(8);
  const beat = new Int32Array(shared);
  const timer = setInterval(() => Atomics.add(beat, 0, 1), (blockedSeconds * 1000) / 4);
  timer.unref();
  const worker = new Worker(WATCH, { eval: true, workerData: { beat: shared, blockedSeconds } });
  worker.unref();
  // A machine that gives no thread has no watch, and all else as before.
  worker.on("error", () => clearInterval(timer));
  return {
    stop() {
      clearInterval(timer);
      Atomics.store(beat, 0, -1);
      Atomics.notify(beat, 1);
    },
  };
}
