import { parentPort, workerData } from "node:worker_threads";
import { shipAll } from "./delivery/ship-all.ts";
import type { ThreadData } from "./delivery/start-shipment.ts";

/** The thread that ships: everything but appending lines to the spool happens here. Any message ends it; until then the port keeps it alive. */
const controller = new AbortController();
parentPort?.once("message", () => controller.abort());
shipAll((workerData as ThreadData).shipmentOfLines, {
  signal: controller.signal,
  onOutage: (result) => parentPort?.postMessage(result?.message),
}).catch((error) => {
  // Ends the thread, which is started anew, however the program treats rejections.
  setImmediate(() => {
    throw error;
  });
});
