import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { Logger } from "pino";
import { Registry } from "prom-client";
import { createLogger, createLokiDelivery, type DeliveryCounts, type LokiDelivery, type LokiDeliveryOptions } from "../src/index.ts";
import { newFolder } from "./new-folder.ts";

export interface SpooledLogger {
  readonly logger: Logger;
  readonly delivery: LokiDelivery;
  readonly spool: string;
  readonly registry: Registry;
}

/** A logger whose lines go to Loki only, with waits short enough for a test. */
export function spoolLogger(url: string, options: Partial<LokiDeliveryOptions> = {}): SpooledLogger {
  const registry = new Registry();
  const spool = options.spool ?? newFolder();
  const delivery = createLokiDelivery({
    url,
    service: "payment",
    spool,
    registry,
    batchSeconds: 0.1,
    timeoutSeconds: 0.5,
    retry: { minSeconds: 0.05, maxSeconds: 0.3 },
    ...options,
  });
  const logger = createLogger({ service: { name: "payment" }, level: "trace", output: { append() {} }, delivery });
  return { logger, delivery, spool, registry };
}

/** Folders of the processes of one service and destination in a spool. */
export function foldersOf(spool: string): string[] {
  const [destination = ""] = readdirSync(join(spool, "payment"));
  return readdirSync(join(spool, "payment", destination));
}

/** Whether the figures of a delivery agree: nothing is lost without a reason. */
export function difference({ produced, recovered, delivered, dropped, pending }: DeliveryCounts): number {
  return produced + recovered - delivered - pending - Object.values(dropped).reduce((sum, lines) => sum + lines, 0);
}

/** Numbers of lines that were logged as `{ number }`, in the order of arrival. */
export function numbersOf(lines: readonly { readonly line: string }[]): number[] {
  return lines.map(({ line }) => (JSON.parse(line) as { readonly number: number }).number);
}
