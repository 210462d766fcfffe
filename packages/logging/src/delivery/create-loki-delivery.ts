import { randomBytes } from "node:crypto";
import { join } from "node:path";
import type { MetricRegistry } from "@platform/metrics";
import type { LineOutput } from "../line/line-stream.ts";
import { checkDelivery } from "./check-delivery.ts";
import { type DeliveryCounts, readCounts, type SharedCounts, shareCounts } from "./delivery-counts.ts";
import { exposeDelivery } from "./expose-delivery.ts";
import type { LokiTarget } from "./loki-client.ts";
import { onEnd } from "./on-end.ts";
import { placeOfSpool } from "./place-of-spool.ts";
import type { ShipmentSettings } from "./ship-all.ts";
import { createSpoolFolder, removeFolder } from "./spool-folder.ts";
import { createSpoolWriter, type SpoolWriter } from "./spool-writer.ts";
import { isShippingThread, type Shipment, shipInProcess, shipInThread } from "./start-shipment.ts";
import { warnOfOutages } from "./warn-of-outages.ts";

export interface LokiDeliveryOptions extends LokiTarget {
  /**
   * Name of the service: its part of the spool, from which it takes over what an earlier process of it has left for the same tenant of the same Loki.
   */
  readonly service: string;
  /** Folder of the spools; `platform-logging-<uid>` among the temporary files of the system when left out. */
  readonly spool?: string;
  /** Bytes that may wait on the disk; later lines are dropped. What ended processes have left counts with half of it at most. 256 MiB. */
  readonly maxSpoolBytes?: number;
  /** Lines that have waited longer are dropped. 24 hours. */
  readonly maxAgeSeconds?: number;
  /** Fields that become labels of Loki's streams; at most 100 values each, then `_other`. */
  readonly labels?: readonly string[];
  /** Fields that become structured metadata; `trace_id` and `span_id`. */
  readonly metadata?: readonly string[];
  /** Bytes of lines in one push before compression. 1 MiB. */
  readonly batchBytes?: number;
  /** How long lines wait for others to fill a batch. 1 s. */
  readonly batchSeconds?: number;
  /** Longest wait for an answer of Loki. 10 s. */
  readonly timeoutSeconds?: number;
  /** Waits between attempts; they double from `minSeconds` to `maxSeconds`. 0.5 and 30 s. */
  readonly retry?: { readonly minSeconds: number; readonly maxSeconds: number };
  /** Ship on the event loop of the service instead of a thread. `false`; a bundle without the thread's file does it by itself. */
  readonly inProcess?: boolean;
  /** Longest wait for Loki when the process ends by itself or by a signal that nobody else handles. 2 s. */
  readonly exitSeconds?: number;
  /** Where the figures of the delivery are shown; prom-client's `register` when left out. */
  readonly registry?: MetricRegistry;
}

export interface LokiDelivery extends LineOutput {
  counts(): DeliveryCounts;
  /**
   * Waits until Loki has all lines, or the deadline passes. Call it where a platform may freeze the process after each invocation.
   *
   * @returns whether nothing is pending
   */
  flush(options?: { readonly deadlineSeconds?: number }): Promise<boolean>;
  /** The same, and ends the delivery. Lines that are written afterwards, or that are still pending, are sent by the service's next process. */
  stop(options?: { readonly deadlineSeconds?: number }): Promise<boolean>;
}

const LABELS = ["service.name", "service.namespace", "deployment.environment.name", "level"];
const METADATA = ["trace_id", "span_id"];

/**
 * Brings lines to Loki through a spool on the disk: whatever happens to Loki or to this process, a line that is in the spool arrives, and what does not
 * is counted. Give it to `createLogger` as `delivery`.
 *
 * @throws DefinitionError `loki_url_invalid`, `loki_option_invalid`, `loki_auth_twice`, `loki_service_invalid`
 */
export function createLokiDelivery(options: LokiDeliveryOptions): LokiDelivery {
  checkDelivery(options);
  const { service, maxSpoolBytes = 256 * 1024 * 1024, exitSeconds = 2 } = options;
  const spool = placeOfSpool({ service, target: options, root: options.spool });
  const id = `${process.pid}-${randomBytes(4).toString("hex")}`;
  const folder = join(spool, id);
  const counts = shareCounts();
  const settings: ShipmentSettings = {
    memory: counts.memory,
    spool,
    folder,
    id,
    target: targetOf(options),
    labels: options.labels ?? LABELS,
    metadata: options.metadata ?? METADATA,
    batchBytes: options.batchBytes ?? 1024 * 1024,
    batchSeconds: options.batchSeconds ?? 1,
    maxAgeSeconds: options.maxAgeSeconds ?? 24 * 60 * 60,
    timeoutSeconds: options.timeoutSeconds ?? 10,
    retry: options.retry ?? { minSeconds: 0.5, maxSeconds: 30 },
  };
  const opened = openSpool({ spool, id, folder, counts, maxBytes: maxSpoolBytes });
  const start = options.inProcess || isShippingThread() ? shipInProcess : shipInThread;
  const onOutage = warnOfOutages();
  const shipment: Shipment | undefined = opened && start(settings, { onOutage, onRestart: () => counts.add("restarts", 1) });
  const shown = exposeDelivery({ read: () => readCounts(counts, Date.now()), limitBytes: maxSpoolBytes, registry: options.registry });
  const pending = () => readCounts(counts, Date.now()).pending;

  async function flush({ deadlineSeconds = 5 }: { readonly deadlineSeconds?: number } = {}): Promise<boolean> {
    const deadline = performance.now() + deadlineSeconds * 1000;
    counts.add("hurried", 1);
    opened?.flush();
    let left = pending();
    while (shipment !== undefined && left > 0 && performance.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, 10));
      left = pending();
    }
    counts.add("hurried", -1);
    return left === 0;
  }

  async function stop(within?: { readonly deadlineSeconds?: number }): Promise<boolean> {
    forget();
    const done = await flush(within);
    await shipment?.stop();
    onOutage(undefined);
    shown.stop();
    return done;
  }

  const forget = onEnd({
    finish: () => flush({ deadlineSeconds: exitSeconds }),
    exit() {
      opened?.flush();
      if (opened !== undefined && pending() === 0) {
        removeFolder(folder);
      }
    },
  });

  return {
    append: opened?.append ?? (() => lose(counts)),
    counts: () => readCounts(counts, Date.now()),
    flush,
    stop,
  };
}

interface OpenOptions {
  readonly spool: string;
  readonly id: string;
  readonly folder: string;
  readonly counts: SharedCounts;
  readonly maxBytes: number;
}

/** The spool, or nothing if it cannot be written: then lines go to stdout only, and count as dropped. */
function openSpool({ spool, id, folder, counts, maxBytes }: OpenOptions): SpoolWriter | undefined {
  try {
    createSpoolFolder(spool, id);
    return createSpoolWriter({ folder, counts, maxBytes });
  } catch (error) {
    process.emitWarning(`Lines are not sent to Loki: the spool cannot be opened. ${String(error)}`, { code: "PLATFORM_LOGGING_SPOOL" });
    return undefined;
  }
}

function lose(counts: SharedCounts): void {
  counts.add("produced", 1);
  counts.add("spooling:spool_failed", 1);
}

function targetOf({ url, tenant, basicAuth, bearerToken, tls, headers }: LokiDeliveryOptions): LokiTarget {
  return {
    url,
    ...(tenant === undefined ? {} : { tenant }),
    ...(basicAuth === undefined ? {} : { basicAuth }),
    ...(bearerToken === undefined ? {} : { bearerToken }),
    ...(tls === undefined ? {} : { tls }),
    ...(headers === undefined ? {} : { headers }),
  };
}
