import { type ResourceLimits, Worker, workerData } from "node:worker_threads";
import { deliveryWorkerFile } from "../delivery-worker-file.ts";
import { type ShipmentSettings, shipAll } from "./ship-all.ts";

export interface Shipment {
  stop(): Promise<void>;
}

export interface ShipmentEvents {
  /** What Loki or the network said when an outage began; undefined when it is over. */
  readonly onOutage: (message: string | undefined) => void;
  readonly onRestart: () => void;
}

/** What the thread is started with. */
export interface ThreadData {
  readonly shipmentOfLines: ShipmentSettings;
}

/** Wait before a thread that ended is started anew; it doubles up to the second. */
const RESTART_SECONDS = [0.2, 30] as const;

/** Ships on the event loop of the service: for bundles, which have no file for a thread, and where threads are not to be had. */
export function shipInProcess(settings: ShipmentSettings, events: ShipmentEvents): Shipment {
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let running = start(0);

  function start(failures: number): Promise<void> {
    const control = { signal: controller.signal, onOutage: (result?: { readonly message: string }) => events.onOutage(result?.message) };
    return shipAll(settings, control).catch(() => {
      events.onRestart();
      timer = setTimeout(() => {
        running = start(failures + 1);
      }, restartMilliseconds(failures)).unref();
    });
  }

  return {
    async stop() {
      controller.abort();
      clearTimeout(timer);
      await Promise.race([running, new Promise((resolve) => setTimeout(resolve, 50))]);
    },
  };
}

/**
 * Ships on a thread of its own. A thread that ends is started anew; a program without the thread's file, such as a bundle, ships on its event loop.
 */
export function shipInThread(settings: ShipmentSettings, events: ShipmentEvents): Shipment {
  const workerFile = deliveryWorkerFile();
  if (workerFile === undefined) {
    return shipInProcess(settings, events);
  }
  let failures = 0;
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let current: Shipment = start(workerFile);

  function start(file: URL): Shipment {
    const worker = new Worker(file, {
      workerData: { shipmentOfLines: settings } satisfies ThreadData,
      resourceLimits: limitsOf(settings),
    });
    worker.on("message", events.onOutage);
    worker.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "MODULE_NOT_FOUND" || error.code === "ERR_MODULE_NOT_FOUND") {
        stopped = true;
        current = shipInProcess(settings, events);
      }
    });
    worker.on("exit", () => {
      if (!stopped) {
        events.onRestart();
        timer = setTimeout(() => {
          current = start(file);
        }, restartMilliseconds(failures)).unref();
        failures += 1;
      }
    });
    // After the listeners, since one for messages would hold the process again.
    worker.unref();
    return {
      async stop() {
        await worker.terminate();
      },
    };
  }

  return {
    async stop() {
      const running = current;
      stopped = true;
      clearTimeout(timer);
      await running.stop();
    },
  };
}

/** Without a limit the garbage of a flood stays for minutes: V8 grows the thread's heap before it collects. */
function limitsOf({ batchBytes }: ShipmentSettings): ResourceLimits {
  return { maxYoungGenerationSizeMb: 8, maxOldGenerationSizeMb: 64 + Math.ceil((64 * batchBytes) / 2 ** 20) };
}

/**
 * Whether this is a thread that ships. What a program loads by `--import` is loaded in each of its threads as well, and a delivery that is made there
 * would start one more for each.
 */
export function isShippingThread(): boolean {
  return (workerData as Partial<ThreadData> | null)?.shipmentOfLines !== undefined;
}

function restartMilliseconds(failures: number): number {
  const [first, longest] = RESTART_SECONDS;
  return Math.min(longest, first * 2 ** Math.min(failures, 20)) * 1000;
}
