import cluster from "node:cluster";
import { existsSync } from "node:fs";
import { parentPort, workerData } from "node:worker_threads";
import { createMetrics } from "@platform/metrics";
import { type SharedMetrics, shareMetrics } from "@platform/metrics/processes";
import { depth, jobs, type Made, type Order, oldest, phase, pulse, size, wait } from "./work.ts";

interface Options {
  readonly id: number;
  readonly late?: boolean;
  /** Whose registries hold the metrics. */
  readonly client?: "prom-client" | "@prometheus-io/client";
}

const options: Options = parentPort === null ? JSON.parse(process.env.WORKER_OPTIONS ?? "{}") : workerData;
const { AggregatorRegistry, Gauge, Histogram, Registry } = (await import(options.client ?? "prom-client")) as typeof import("prom-client");

const first = new Registry();
const second = new Registry();
const metrics = createMetrics({ jobs, depth, oldest, wait, size }, { registry: first });
const more = createMetrics({ pulse, phase }, { registry: second });
const theirs = new Histogram({ name: "theirs_seconds", help: "Theirs.", labelNames: ["kind"], buckets: [0.5, 1], registers: [second] });
const level = new Gauge({ name: "level", help: "Level.", aggregator: "max", registers: [second] });

if (parentPort === null) {
  // The way of prom-client itself, beside ours.
  new AggregatorRegistry();
  AggregatorRegistry.setRegistries([first, second]);
}
const share = (): SharedMetrics => shareMetrics({ registries: [first, second] });
let shared = options.late === true ? undefined : share();

const reply = (message: unknown): void => (parentPort === null ? void process.send?.(message) : parentPort.postMessage(message));

/** Does so many random things and says what they add up to. */
function work(times: number): Made {
  const made = { jobs: {} as Record<string, number>, waits: 0, waited: 0, pulses: 0, theirs: 0 };
  for (let time = 0; time < times; time++) {
    const queue = `queue-${Math.floor(Math.random() * 20)}`;
    const outcome = Math.random() < 0.5 ? "ok" : "failed";
    const value = Math.floor(Math.random() * 1000) / 64;
    metrics.jobs.inc({ queue, outcome }, value);
    made.jobs[`${queue} ${outcome}`] = (made.jobs[`${queue} ${outcome}`] ?? 0) + value;
    metrics.wait.observe({ queue }, value);
    metrics.size.observe(value);
    made.waits++;
    made.waited += value;
    more.pulse.inc();
    made.pulses++;
    theirs.observe({ kind: queue }, value);
    made.theirs += value;
  }
  metrics.depth.set(options.id);
  metrics.oldest.set(options.id);
  more.phase.set(options.id % 2 === 0 ? "idle" : "busy");
  level.set(options.id * 10);
  return made;
}

const orders: Readonly<Record<Order["type"], (order: Order) => unknown>> = {
  work: ({ times = 1 }) => work(times),
  block(order) {
    const latest = performance.now() + (order.seconds ?? 20) * 1000;
    reply({ reply: order.number });
    while (performance.now() < latest && !existsSync(order.until ?? ""));
  },
  share() {
    shared ??= share();
  },
  async stop() {
    await shared?.stop();
    shared = undefined;
  },
  exit() {
    setImmediate(() => process.exit(0));
  },
};

const receive = async (order: Order | undefined): Promise<void> => {
  if (order?.number !== undefined) {
    reply({ reply: order.number, result: await orders[order.type](order) });
  }
};
if (parentPort !== null) {
  parentPort.on("message", receive);
} else if (cluster.isWorker) {
  process.on("message", receive);
}
reply({ ready: true });
