import { setTimeout as sleep } from "node:timers/promises";
import { isMainThread, threadId } from "node:worker_threads";
import { createLogger, createLokiDelivery } from "../src/index.ts";

/** Loaded by `--import`, in the program and in each of its threads: logs the number of its thread. */
const { TEST_LOKI: url = "", TEST_SPOOL: spool = "" } = process.env;
const delivery = createLokiDelivery({ url, spool, service: "payment", batchSeconds: 0.1 });
createLogger({ service: { name: "payment" }, output: { append() {} }, delivery }).info({ number: threadId }, "loaded");
if (isMainThread) {
  // Time in which threads would start threads.
  await sleep(2000);
}
