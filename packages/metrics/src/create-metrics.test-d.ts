import { createMetrics } from "./create-metrics.ts";
import { defineCounter, defineGauge, defineHistogram, defineInfo, defineStateSet, open } from "./define.ts";
import { readMetrics } from "./testing.ts";

const jobs = defineCounter({ name: "jobs_total", help: "Jobs.", labels: { queue: ["mail", "export"], note: open({ max: 5 }) } });
const ticks = defineCounter({ name: "ticks_total", help: "Ticks." });
const load = defineGauge({ name: "load_ratio", help: "Load." });
const depth = defineGauge({ name: "queue_depth", help: "Depth.", labels: { queue: ["mail"] } });
const wait = defineHistogram({ name: "wait_seconds", help: "Wait.", labels: { queue: ["mail"] }, buckets: [1] });

const pool = defineInfo({ name: "pool_info", help: "Pool.", labels: { mode: ["single"] } });
const light = defineStateSet({ name: "light", help: "Light.", states: ["red", "green"] });
const door = defineStateSet({ name: "door", help: "Door.", states: ["open"], labels: { house: ["left"] } });

const metrics = createMetrics({ jobs, ticks, load, depth, wait, pool, light, door });

metrics.jobs.inc({ queue: "mail", note: "any text" });
metrics.jobs.inc({ queue: "mail", note: 7 }, 2);
metrics.jobs.labels({ queue: "export", note: "" }).inc();
metrics.ticks.inc();
metrics.ticks.inc(2);
metrics.load.set(1);
metrics.depth.set({ queue: "mail" }, 1);
metrics.wait.observe({ queue: "mail" }, 1);

metrics.pool.set({ mode: "single" });
metrics.light.set("red");
metrics.door.set({ house: "left" }, "open");

// @ts-expect-error an info has no value
metrics.pool.set({ mode: "single" }, 1);
// @ts-expect-error a state is one of the list
metrics.light.set("blue");
// @ts-expect-error labels come before the state
metrics.door.set("open");
// @ts-expect-error the states are no label to be given
metrics.door.set({ house: "left", door: "open" }, "open");
// @ts-expect-error a label is missing
metrics.jobs.inc({ queue: "mail" });
// @ts-expect-error a value is not in the list
metrics.jobs.inc({ queue: "post", note: "" });
// @ts-expect-error a label is not defined
metrics.jobs.inc({ queue: "mail", note: "", extra: "" });
// @ts-expect-error an open label takes text or a number
metrics.jobs.inc({ queue: "mail", note: true });
// @ts-expect-error labels are missing
metrics.jobs.inc();
// @ts-expect-error labels come first
metrics.jobs.inc(1);
// @ts-expect-error a metric without labels takes none
metrics.ticks.inc({}, 1);
// @ts-expect-error a counter does not fall
metrics.ticks.dec();
// @ts-expect-error a gauge is set to a value
metrics.load.set();
// @ts-expect-error a histogram observes a value
metrics.wait.observe({ queue: "mail" });
// @ts-expect-error a bound child takes no labels
metrics.jobs.labels({ queue: "mail", note: "" }).inc({ queue: "mail" });
// @ts-expect-error there is no such metric
metrics.missing;

const read = readMetrics();
read.value(jobs, { queue: "mail", note: "" });
read.value(ticks);
// @ts-expect-error a series has all labels
read.value(jobs);
// @ts-expect-error a histogram has no single value
read.value(wait, { queue: "mail" });
// @ts-expect-error a counter has no distribution
read.distribution(ticks);

// @ts-expect-error a counter takes no buckets
defineCounter({ name: "jobs_total", help: "Jobs.", buckets: [1] });
// @ts-expect-error a histogram needs buckets
defineHistogram({ name: "wait_seconds", help: "Wait." });
