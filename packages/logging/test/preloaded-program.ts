import { isMainThread, threadId } from "node:worker_threads";
import { createLogger, createLokiDelivery } from "../src/index.ts";

/** Loaded by `--import`, in the program and in each of its threads: logs the number of its thread. Whoever has started it ends it. */
const { TEST_LOKI: url = "", TEST_SPOOL: spool = "" } = process.env;
const delivery = createLokiDelivery({ url, spool, service: "payment", batchSeconds: 0.1 });
createLogger({ service: { name: "payment" }, output: { append() {} }, delivery }).info({ number: threadId }, "loaded");
if (isMainThread) {
  setInterval(() => undefined, 1000);
}
