import { setTimeout as sleep } from "node:timers/promises";
import type { DropReason, PushOutcome } from "./delivery-counts.ts";
import type { LokiClient, PushResult } from "./loki-client.ts";
import { type LokiEntry, timeOf } from "./loki-entry.ts";

export interface RetryOptions {
  /** Wait after the first failure; it doubles with each further one. */
  readonly minSeconds: number;
  readonly maxSeconds: number;
}

/** What became of the lines of a batch. */
export interface BatchOutcome {
  readonly delivered: number;
  readonly dropped: Readonly<Partial<Record<DropReason, number>>>;
}

export interface DeliverOptions {
  readonly client: LokiClient;
  readonly retry: RetryOptions;
  /** From 0 to 1; spreads the retries of many processes. */
  readonly random: () => number;
  /** Ends the waiting; the batch is then given up without an outcome. */
  readonly signal: AbortSignal;
  readonly onPush: (outcome: PushOutcome) => void;
  /** Told once for each outage, and with `undefined` when it has passed. */
  readonly onOutage: (result: PushResult | undefined) => void;
}

/** Requests that are spent on finding the lines which Loki refuses among one batch. */
const MAX_SPLITS = 64;

/** Longest wait that Loki may ask for. */
const MAX_RETRY_AFTER_SECONDS = 60;

/**
 * Brings a batch to Loki, however long it takes. Only lines that Loki will never take are given up: those that are refused are found by halving the
 * batch, so that they do not hold up the others.
 *
 * @throws AbortError when `signal` is aborted; how much has arrived is not known then
 */
export async function deliverBatch(entries: readonly LokiEntry[], options: DeliverOptions): Promise<BatchOutcome> {
  const dropped: Partial<Record<DropReason, number>> = {};
  const waiting: (readonly LokiEntry[])[] = [entries];
  let delivered = 0;
  let splits = 0;
  const drop = (lines: readonly LokiEntry[], reason: DropReason) => {
    dropped[reason] = (dropped[reason] ?? 0) + lines.length;
  };
  for (let part = waiting.shift(); part !== undefined; part = waiting.shift()) {
    if (part.length === 0) {
      continue;
    }
    const result = await pushUntilAnswered(part, options);
    if (result.outcome === "ok") {
      delivered += part.length;
      continue;
    }
    const behind = result.outcome === "rejected" ? oldestAcceptable(result.message) : undefined;
    const tooFar = behind === undefined ? [] : part.filter((entry) => timeOf(entry) < behind);
    if (tooFar.length > 0) {
      drop(tooFar, "too_far_behind");
      waiting.unshift(part.filter((entry) => behind === undefined || timeOf(entry) >= behind));
    } else if (part.length === 1 || splits >= MAX_SPLITS) {
      drop(part, result.outcome === "too_large" ? "too_large" : reasonOf(result.message));
    } else {
      splits += 1;
      const middle = Math.ceil(part.length / 2);
      waiting.unshift(part.slice(0, middle), part.slice(middle));
    }
  }
  return { delivered, dropped };
}

/** Pushes until Loki takes the lines or says that something is wrong with them. */
async function pushUntilAnswered(entries: readonly LokiEntry[], options: DeliverOptions): Promise<PushResult> {
  const { client, retry, random, signal, onPush, onOutage } = options;
  for (let failures = 0; ; failures++) {
    signal.throwIfAborted();
    const result = await client.push(entries);
    onPush(result.outcome);
    if (result.outcome === "ok" || result.outcome === "rejected" || result.outcome === "too_large") {
      if (failures > 0) {
        onOutage(undefined);
      }
      return result;
    }
    if (failures === 0) {
      onOutage(result);
    }
    const backoff = Math.min(retry.maxSeconds, retry.minSeconds * 2 ** Math.min(failures, 20)) * (0.5 + random() / 2);
    const seconds = Math.max(backoff, Math.min(result.retryAfterSeconds, MAX_RETRY_AFTER_SECONDS));
    await sleep(seconds * 1000, undefined, { signal });
  }
}

/**
 * The oldest time that a stream still takes, from Loki's answer to lines that are older.
 *
 * @see https://github.com/grafana/loki/blob/main/pkg/chunkenc/interface.go `ErrTooFarBehind`
 */
function oldestAcceptable(message: string): bigint | undefined {
  const time = /oldest acceptable timestamp is: (\S+?)(?:[,;\s]|$)/.exec(message)?.[1];
  const milliseconds = time === undefined ? Number.NaN : Date.parse(time);
  return Number.isFinite(milliseconds) ? BigInt(milliseconds) * 1_000_000n : undefined;
}

function reasonOf(message: string): DropReason {
  return /too far behind|too old/i.test(message) ? "too_far_behind" : "rejected";
}
