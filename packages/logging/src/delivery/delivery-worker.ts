import { parentPort, workerData } from "node:worker_threads";
import { type ShipmentSettings, shipAll } from "./ship-all.ts";

/** The thread that ships: everything but appending lines to the spool happens here. Any message ends it; until then the port keeps it alive. */
const controller = new AbortController();
parentPort?.once("message", () => controller.abort());
await shipAll(workerData as ShipmentSettings, {
  signal: controller.signal,
  onOutage: (result) => parentPort?.postMessage(result?.message),
});
