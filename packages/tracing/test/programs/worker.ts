// The trace of the main thread goes on in a worker.
import { isMainThread, Worker, workerData } from "node:worker_threads";
import { type Carrier, carry, resume, startTracing, withSpan } from "@platform/tracing";

const tracing = startTracing({ service: isMainThread ? "main" : "worker" });
if (isMainThread) {
  await withSpan("order", {}, () => new Promise((resolve) => new Worker(new URL(import.meta.url), { workerData: carry() }).on("exit", resolve)));
} else {
  resume(workerData as Carrier, () => withSpan("in the worker", {}, () => {}));
}
await tracing.shutdown();
