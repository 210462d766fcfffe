import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { pino } from "pino";
import { Registry } from "prom-client";
import { createLogger, createLokiDelivery } from "../src/index.ts";
import { type ForkedSink, forkSink } from "./fork-sink.ts";

interface Shipper {
  log(number: number): void;
  /** Sends what is left, as a service does before it ends. */
  end(): Promise<void>;
}

type StartShipper = (url: string) => Shipper;

const MESSAGE = "order placed";
const BATCH_SECONDS = 1;
const LONGEST_END_SECONDS = 60;

export const ours: StartShipper = (url) => {
  const spool = mkdtempSync(join(tmpdir(), "logging-bench-"));
  const delivery = createLokiDelivery({ url, service: "payment", spool, registry: new Registry(), batchSeconds: BATCH_SECONDS });
  const logger = createLogger({ service: { name: "payment" }, output: { append() {} }, delivery });
  return {
    log: (number) => logger.info({ number, order_id: "ord_123456" }, MESSAGE),
    async end() {
      await delivery.stop({ deadlineSeconds: LONGEST_END_SECONDS });
      rmSync(spool, { recursive: true, force: true });
    },
  };
};

export const pinoLoki: StartShipper = (host) => {
  const options = { host, labels: { service_name: "payment" }, batching: { interval: BATCH_SECONDS }, silenceErrors: true };
  const transport = pino.transport({ target: "pino-loki", options });
  const logger = pino({ base: { "service.name": "payment" } }, transport);
  return {
    log: (number) => logger.info({ number, order_id: "ord_123456" }, MESSAGE),
    async end() {
      transport.end();
      await Promise.race([once(transport, "close"), sleep(LONGEST_END_SECONDS * 1000)]);
    },
  };
};

const FLOOD_LINES = 2_000_000;

/** By how many megabytes a process grows that logs two million lines as fast as it can. */
export function floodMegabytes(start: StartShipper): () => Promise<number> {
  return measuredOnce(async (sink) => {
    const { log, end } = start(sink.url);
    await sleep(500);
    const before = process.memoryUsage.rss();
    let most = before;
    for (let number = 0; number < FLOOD_LINES; ) {
      for (const last = number + 500; number < last; number++) {
        log(number);
      }
      most = Math.max(most, process.memoryUsage.rss());
      await new Promise((resolve) => setImmediate(resolve));
    }
    const looking = setInterval(() => {
      most = Math.max(most, process.memoryUsage.rss());
    }, 20);
    await end();
    clearInterval(looking);
    return (most - before) / 1e6;
  });
}

/** Lines of a thousand a second that never arrive when Loki fails for three seconds out of six. */
export function lostInOutage(start: StartShipper): () => Promise<number> {
  return measuredOnce(async (sink) => {
    const { log, end } = start(sink.url);
    let number = 0;
    const logFor = async (seconds: number) => {
      number = await logAtRate({ log, from: number, rate: 1000, seconds });
    };
    await logFor(1);
    await sink.fail(true);
    await logFor(3);
    await sink.fail(false);
    await logFor(2);
    await end();
    return number - (await sink.fail(false));
  });
}

/** Lines of twenty thousand a second, for five seconds, that never arrive at a healthy Loki. */
export function lostAtRate(start: StartShipper): () => Promise<number> {
  return measuredOnce(async (sink) => {
    const { log, end } = start(sink.url);
    const number = await logAtRate({ log, from: 0, rate: 20_000, seconds: 5 });
    await end();
    return number - (await sink.fail(false));
  });
}

interface Rate {
  readonly log: (number: number) => void;
  readonly from: number;
  /** Lines a second. */
  readonly rate: number;
  readonly seconds: number;
}

async function logAtRate({ log, from, rate, seconds }: Rate): Promise<number> {
  let number = from;
  for (const begun = performance.now(); number < from + rate * seconds; await sleep(5)) {
    const due = Math.min(from + rate * seconds, from + ((performance.now() - begun) / 1000) * rate);
    while (number < due) {
      log(number++);
    }
  }
  return number;
}

/** Measured once in a process, which such a run leaves in another state than it found it; later rounds tell the same figure. */
function measuredOnce(run: (sink: ForkedSink) => Promise<number>): () => Promise<number> {
  let figure: Promise<number> | undefined;
  const measure = async () => {
    const sink = await forkSink();
    try {
      return await run(sink);
    } finally {
      sink.stop();
    }
  };
  return () => {
    figure ??= measure();
    return figure;
  };
}
