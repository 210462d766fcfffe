import type { BatchFormat } from "../otlp/batch-format.ts";
import type { SpanSink } from "../span/pipeline.ts";
import { type DropReason, type ExportOutcome, type SpanAccount, SpanAccounting } from "./accounting.ts";
import type { Outcome, SendBatch } from "./send-batch.ts";

export interface QueueOptions {
  /** Spans that wait or are on their way, at most; what comes then is dropped. */
  readonly spans: number;
  /** The same in encoded bytes. */
  readonly bytes: number;
  /** Spans of one request; it is sent when it has as many. */
  readonly batchSpans: number;
  /** A batch that does not fill up is sent after so long. */
  readonly delaySeconds: number;
  /** How long a batch is tried again. */
  readonly retrySeconds: number;
  /** Requests under way at the same time. */
  readonly requests: number;
}

interface Batch {
  readonly body: Uint8Array;
  readonly spans: number;
  readonly sealedAt: number;
}

/** First pause after a failure, in seconds; each further one is twice as long, up to the longest, less up to a fifth by chance. */
const FIRST_PAUSE = 0.5;
const LONGEST_PAUSE = 15;

const OUTCOMES = { sent: "taken", refused: "refused", retry: "failed" } as const satisfies Record<Outcome["kind"], ExportOutcome>;

/**
 * A batch is sealed beyond it whatever its number of spans: gateways take 1 MiB where nobody told them otherwise.
 *
 * @see https://nginx.org/en/docs/http/ngx_http_core_module.html#client_max_body_size
 */
const BATCH_BYTES = 900_000;

export interface SpanQueue extends SpanSink {
  account(): SpanAccount;
  /** Sends what is there; ends when it was sent or dropped, or after so long. */
  flush(timeoutSeconds: number): Promise<void>;
  /** The same, each batch once; what is left then is dropped, as is all that comes later. */
  shutdown(timeoutSeconds: number): Promise<void>;
}

export interface SpanQueueOptions extends QueueOptions {
  readonly format: BatchFormat;
  readonly send: SendBatch;
  /** Told when spans are dropped. */
  readonly report: (reason: DropReason, spans: number, message: string) => void;
  /** Seconds on a clock that only rises. */
  readonly now?: () => number;
}

export function createSpanQueue(options: SpanQueueOptions): SpanQueue {
  const { format, send, report, now = () => performance.now() / 1000 } = options;
  const accounting = new SpanAccounting();
  const sealed: Batch[] = [];
  const onTheWay = new Set<Batch>();
  const aborting = new AbortController();
  const idle: (() => void)[] = [];
  let openSpans = 0;
  let queuedSpans = 0;
  let queuedBytes = 0;
  let failures = 0;
  let closing = false;
  let closed = false;
  let sealTimer: NodeJS.Timeout | undefined;
  let pauseTimer: NodeJS.Timeout | undefined;

  const drop = (reason: DropReason, spans: number, message: string) => {
    accounting.drop(reason, spans);
    report(reason, spans, message);
  };

  const seal = () => {
    clearTimeout(sealTimer);
    sealTimer = undefined;
    if (openSpans > 0) {
      const body = format.take();
      sealed.push({ body, spans: openSpans, sealedAt: now() });
      queuedBytes += body.length;
      openSpans = 0;
    }
  };

  const pump = () => {
    while (pauseTimer === undefined && onTheWay.size < options.requests) {
      const batch = sealed.shift();
      if (batch === undefined) {
        break;
      }
      onTheWay.add(batch);
      void send(batch.body, aborting.signal).then((outcome) => settle(batch, outcome));
    }
    if (onTheWay.size === 0 && sealed.length === 0 && openSpans === 0) {
      for (const resolve of idle.splice(0)) {
        resolve();
      }
    }
  };

  const settle = (batch: Batch, outcome: Outcome) => {
    accounting.exports[OUTCOMES[outcome.kind]]++;
    if (!onTheWay.delete(batch)) {
      return;
    }
    if (outcome.kind === "retry" && !closing && now() - batch.sealedAt < options.retrySeconds) {
      sealed.unshift(batch);
      pause(outcome.afterSeconds);
      return;
    }
    queuedSpans -= batch.spans;
    queuedBytes -= batch.body.length;
    if (outcome.kind === "sent") {
      const rejected = Math.min(outcome.rejected, batch.spans);
      accounting.sent += batch.spans - rejected;
      failures = 0;
      if (rejected > 0) {
        drop("rejected", rejected, outcome.message);
      }
    } else {
      drop(outcome.kind === "refused" ? "refused" : closing ? "shutdown" : "expired", batch.spans, outcome.message);
    }
    pump();
  };

  const pause = (afterSeconds: number | undefined) => {
    const backoff = Math.min(FIRST_PAUSE * 2 ** failures, LONGEST_PAUSE) * (1 - Math.random() / 5);
    failures++;
    clearTimeout(pauseTimer);
    pauseTimer = setTimeout(resume, (afterSeconds ?? backoff) * 1000);
    pauseTimer.unref();
  };

  const resume = () => {
    clearTimeout(pauseTimer);
    pauseTimer = undefined;
    pump();
  };

  /** Keeps the process alive until nothing is left to be sent, for so long at most. */
  const drain = (timeoutSeconds: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, timeoutSeconds * 1000);
      idle.push(() => {
        clearTimeout(timer);
        resolve();
      });
      seal();
      pump();
    });

  return {
    account: () => accounting.snapshot(openSpans + [...sealed, ...onTheWay].reduce((sum, { spans }) => sum + spans, 0)),
    add(span) {
      accounting.produced++;
      if (closed || queuedSpans >= options.spans || queuedBytes + format.size >= options.bytes) {
        drop(closed ? "shutdown" : "queue_full", 1, "");
        return;
      }
      try {
        format.add(span);
      } catch (error) {
        drop("not_encoded", 1, String(error));
        return;
      }
      openSpans++;
      queuedSpans++;
      if (openSpans >= options.batchSpans || format.size >= BATCH_BYTES) {
        seal();
        pump();
      } else if (sealTimer === undefined) {
        sealTimer = setTimeout(() => {
          seal();
          pump();
        }, options.delaySeconds * 1000);
        sealTimer.unref();
      }
    },
    lose(spans) {
      accounting.produced += spans;
      drop("held_full", spans, "");
    },
    flush: drain,
    async shutdown(timeoutSeconds) {
      if (closed) {
        return;
      }
      closing = true;
      resume();
      await drain(timeoutSeconds);
      closed = true;
      seal();
      clearTimeout(pauseTimer);
      const left = [...sealed.splice(0), ...onTheWay];
      onTheWay.clear();
      queuedSpans = 0;
      queuedBytes = 0;
      const lost = left.reduce((sum, { spans }) => sum + spans, 0);
      if (lost > 0) {
        drop("shutdown", lost, `not sent within ${timeoutSeconds} s`);
      }
      aborting.abort();
    },
  };
}
