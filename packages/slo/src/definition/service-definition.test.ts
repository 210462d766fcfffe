import { defineCounter, defineGauge, defineHistogram, httpServerRequestDuration } from "@platform/metrics/define";
import { expect, test } from "vitest";
import { eventRatio, httpAvailability, threshold } from "../define.ts";
import { defineService, type ServiceOptions } from "./service-definition.ts";
import { defineSlo } from "./slo-definition.ts";

const orders = defineCounter({ name: "orders_total", help: "Orders.", labels: { outcome: ["ok", "failed"] } });
const search = defineHistogram({ name: "search_seconds", help: "Search.", buckets: [1] });
const availability = defineSlo({ name: "availability", help: "Answers.", objective: 0.999, sli: httpAvailability() });
const success = defineSlo({
  name: "success",
  help: "Orders succeed.",
  objective: 0.99,
  sli: eventRatio({ good: { metric: orders, labels: { outcome: ["ok"] } }, total: { metric: orders, labels: {} } }),
});
const fast = defineSlo({ name: "fast", help: "Searches are fast.", objective: 0.95, sli: threshold({ metric: search, bound: 1 }) });

const shop: ServiceOptions<{ orders: typeof orders }> = {
  name: "shop",
  title: "Shop",
  help: "Sells.",
  owner: "sales",
  port: 3000,
  metrics: { orders },
  slos: [availability, success],
};

test.each<[string, Partial<ServiceOptions<never>>, ...RegExp[]]>([
  ["service_name_invalid", { name: "Shop" }, /"Shop"/],
  ["service_name_invalid", { name: "a".repeat(61) }, /at most 60/],
  ["text_missing", { title: "" }, /title, got ""/],
  ["text_missing", { owner: " " }, /owner/],
  ["port_invalid", { port: 0 }, /got 0\./, /1 to 65535/],
  ["port_invalid", { port: 65_536 }, /got 65536\./],
  ["call_duplicate", { calls: ["mail", "post", "mail"] }, /"mail"/],
  ["metric_reserved", { metrics: { up: defineGauge({ name: "up", help: "Mine." }), orders } as never }, /"up"/, /Prometheus/],
  ["metric_duplicate", { metrics: { orders, again: { ...orders } } as never }, /"orders_total"/],
  ["metric_reserved", { metrics: { events: defineCounter({ name: "slo_events_total", help: "Mine." }), orders } as never }, /"slo_events_total"/],
  ["metric_reserved", { metrics: { events: defineCounter({ name: "slo_events_total", help: "Mine." }) } as never, slos: [] }, /HTTP objectives/],
  ["metric_duplicate", { metrics: { orders, open: defineGauge({ name: "orders", help: "Open ones." }) } as never }, /OpenMetrics names "orders"/],
  ["slo_duplicate", { slos: [availability, availability] }, /"Availability"/],
  ["slo_metric_foreign", { slos: [fast] }, /"fast"/, /search_seconds/, /"shop"/],
])("refuses with %s (%#)", (code, change, ...texts) => {
  const define = () => defineService({ ...shop, ...change });
  expect(define).toThrow(expect.objectContaining({ name: "DefinitionError", code }));
  for (const text of texts) {
    expect(define).toThrow(text);
  }
});

test("an SLO may read a standard metric that the service does not list", () => {
  const sli = threshold({ metric: httpServerRequestDuration, bound: 0.5 });
  const latency = defineSlo({ name: "latency", help: "Answers in time.", objective: 0.95, sli });
  expect(defineService({ ...shop, slos: [latency] }).slos).toEqual([latency]);
});
