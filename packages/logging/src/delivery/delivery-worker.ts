import { parentPort, workerData } from "node:worker_threads";
import { shipAll } from "./ship-all.ts";
import type { ThreadData } from "./start-shipment.ts";

/** The thread that ships: everything but appending lines to the spool happens here. Any message ends it; until then the port keeps it alive. */
const controller = new AbortController();
parentPort?.once("message", () => controller.abort());
await shipAll((workerData as ThreadData).shipmentOfLines, {
  signal: controller.signal,
  onOutage: (result) => parentPort?.postMessage(result?.message),
});
