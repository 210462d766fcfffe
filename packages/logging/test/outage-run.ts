import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { Registry } from "prom-client";
import { createLogger, createLokiDelivery } from "../src/index.ts";
import type { LokiFault } from "./faulty-server.ts";
import type { FromLoki, ToLoki } from "./loki-process.ts";

/**
 * A long outage: logs at a rate before, during and after it, and prints what was lost, how the memory grew and how late the event loop was, with
 * and without the delivery.
 *
 *     node --conditions=@platform/source packages/logging/test/outage-run.ts [--fault refused] [--seconds 600] [--rate 1000] [--json]
 *
 * With `LOKI_URL` in the environment the lines go to that Loki, and the faults happen on the way.
 */
const { values: flags } = parseArgs({
  options: {
    fault: { type: "string", default: "refused" },
    seconds: { type: "string", default: "600" },
    rate: { type: "string", default: "1000" },
    json: { type: "boolean", default: false },
  },
});
const [seconds, rate] = [Number(flags.seconds), Number(flags.rate)];
const service = `outage-run-${process.pid}`;
const loki = fork(fileURLToPath(new URL("./loki-process.ts", import.meta.url)), [service]);
loki.once("exit", (code) => code !== 0 && process.exit(1));
const { url } = await heard("url");
const spool = mkdtempSync(join(tmpdir(), "logging-outage-"));
const delivery = createLokiDelivery({ url, service, spool, registry: new Registry() });
const silent = { append() {} };
const bare = createLogger({ service: { name: service }, output: silent });
const logger = createLogger({ service: { name: service }, output: silent, delivery });
let number = 0;

/** The next thing that Loki's process says, which has this field. */
async function heard<K extends string>(field: K): Promise<Extract<FromLoki, { readonly [k in K]: unknown }>> {
  const [message] = (await once(loki, "message")) as [Extract<FromLoki, { readonly [k in K]: unknown }>];
  if (!(field in message)) {
    throw new Error(`Loki's process did not tell its ${field}.`);
  }
  return message;
}

function tell(message: ToLoki): void {
  loki.send(message);
}

/** @returns the 99th percentile of the event loop's delay in milliseconds, and the growth of the memory in bytes */
async function logFor(duration: number, to = logger): Promise<{ readonly p99: number; readonly rss: number }> {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  const rss = process.memoryUsage.rss();
  let most = 0;
  delay.enable();
  for (const begun = performance.now(), first = number; performance.now() - begun < duration * 1000; ) {
    const due = first + ((performance.now() - begun) / 1000) * rate;
    while (number < due) {
      to.info({ number: number++, order_id: "ord_123456", route: "/orders/:id" }, "order placed");
    }
    most = Math.max(most, process.memoryUsage.rss() - rss);
    await sleep(5);
  }
  delay.disable();
  return { p99: delay.percentile(99) / 1e6, rss: most };
}

const quiet = Math.min(10, seconds);
await logFor(quiet, bare);
const without = await logFor(quiet, bare);
number = 0;
await logFor(quiet);
tell({ fault: flags.fault as LokiFault });
const during = await logFor(seconds);
tell({ fault: "none" });
const caughtUp = performance.now();
const complete = await delivery.flush({ deadlineSeconds: 900 });
const counts = delivery.counts();
tell("end");
const { received, inOrder } = await heard("received");
const result = {
  fault: flags.fault,
  loki: process.env.LOKI_URL ?? "of the tests",
  produced: counts.produced,
  delivered: counts.delivered,
  received,
  lost: counts.produced - counts.delivered,
  complete,
  inOrder,
  caughtUpSeconds: Number(((performance.now() - caughtUp) / 1000).toFixed(1)),
  rssGrowthMegabytes: Number((during.rss / 1e6).toFixed(1)),
  eventLoopP99Milliseconds: Number(during.p99.toFixed(2)),
  withoutDeliveryP99Milliseconds: Number(without.p99.toFixed(2)),
};
console.log(flags.json ? JSON.stringify(result) : result);
await delivery.stop();
rmSync(spool, { recursive: true, force: true });
// A real Loki may have taken a push whose answer came too late, and the push again.
process.exitCode = complete && counts.produced === counts.delivered && received >= counts.produced ? 0 : 1;
