import { Registry } from "prom-client";
import { expect, test } from "vitest";
import { createMetrics } from "../create-metrics.ts";
import { defineCounter, defineGauge, defineHistogram, open } from "../define.ts";
import { metricMatchers } from "./vitest.ts";

const orders = defineCounter({ name: "orders_total", help: "Orders.", labels: { channel: ["web", "app"] } });
const depth = defineGauge({ name: "queue_depth", help: "Depth." });
const wait = defineHistogram({ name: "wait_seconds", help: "Wait.", labels: { queue: open({ max: 9 }) }, buckets: [1] });
const pause = defineHistogram({ name: "pause_seconds", help: "Pause.", buckets: [1] });

const registry = new Registry();
const metrics = createMetrics({ orders, depth, wait, pause }, { registry });
metrics.orders.inc({ channel: "web" }, 3);
metrics.depth.set(-2);
metrics.wait.observe({ queue: 7 }, 0.5);
metrics.pause.observe(1);
metrics.pause.observe(2);
expect.extend(metricMatchers(registry));

test("a matcher holds what the registry has, by definition and labels", () => {
  expect(orders).toHaveMetricValue({ channel: "web" }, 3);
  expect(orders).toHaveMetricValue({ channel: "app" }, 0);
  expect(orders).not.toHaveMetricValue({ channel: "web" }, 4);
  expect(orders).toHaveMetricTotal(3);
  expect(depth).toHaveMetricValue(-2);
  expect(wait).toHaveObserved({ queue: 7 }, 1);
  expect(pause).toHaveObserved(2);
  expect(pause).toHaveMetricTotal(2);
});

test.each([
  [() => expect(orders).toHaveMetricValue({ channel: "web" }, 4), 'The value of orders_total{"channel":"web"} is 3.'],
  [
    () => expect(wait).toHaveObserved({ queue: 8 }, 0),
    'The number of values observed of wait_seconds{"queue":8} is none, for there is no such series.',
  ],
  [() => expect(depth).not.toHaveMetricTotal(-2), "The total of queue_depth is -2."],
])("a matcher that does not hold says what is there: %#", (fails, message) => {
  expect(fails).toThrow(message);
});

test("labels and kinds that do not fit do not compile", () => {
  const never = () => {
    // @ts-expect-error a value outside the domain
    expect(orders).toHaveMetricValue({ channel: "post" }, 1);
    // @ts-expect-error the labels are missing
    expect(orders).toHaveMetricValue(1);
    // @ts-expect-error a counter observes nothing
    expect(orders).toHaveObserved({ channel: "web" }, 1);
    // @ts-expect-error no definition
    expect("orders_total").toHaveMetricTotal(1);
  };
  expect(never).toBeTypeOf("function");
});
