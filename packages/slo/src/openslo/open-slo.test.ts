import { defineCounter, defineGauge, defineHistogram, open } from "@platform/metrics/define";
import { expect, test } from "vitest";
import {
  composite,
  defineService,
  defineSlo,
  eventRatio,
  httpAvailability,
  httpLatency,
  nativeThreshold,
  probeSuccess,
  type ServiceDefinition,
  threshold,
  timeSlice,
} from "../define.ts";
import { fromOpenSlo } from "./from-open-slo.ts";
import { toOpenSlo } from "./to-open-slo.ts";

const attempts = defineCounter({ name: "attempts_total", help: "Tries.", labels: { outcome: ["ok", "declined", "error"], card: open({ max: 10 }) } });
const searches = defineHistogram({ name: "search_seconds", help: "Searches.", labels: { kind: ["text", "map"] }, buckets: [0.5, 1, 2] });
const rides = defineHistogram({ name: "ride_seconds", help: "Rides.", buckets: [], native: {} });
const probe = defineGauge({ name: "probe_up", help: "Probe.", labels: { step: ["login", "pay"] } });

const availability = defineSlo({ name: "availability", help: "Answers.", objective: 0.999, sli: httpAvailability() });
const success = defineSlo({
  name: "success",
  help: "Tries succeed.",
  objective: 0.95,
  tiers: ["medium", "slow"],
  minimumBadEvents: 2,
  dailySpend: false,
  sli: eventRatio({ good: { metric: attempts, labels: { outcome: ["ok", "declined"] } }, total: { metric: attempts, labels: {} } }),
});

const shop: ServiceDefinition = defineService({
  name: "shop",
  title: "Shop",
  help: "Sells.",
  owner: "sales",
  port: 8080,
  metrics: { attempts, searches, rides, probe },
  slos: [
    availability,
    success,
    defineSlo({
      name: "latency",
      help: "Is quick.",
      objective: 0.95,
      calendar: "month",
      sli: httpLatency({ thresholdSeconds: 0.5 }),
      tiers: ["medium"],
    }),
    defineSlo({
      name: "search",
      help: "Finds.",
      objective: 0.95,
      tiers: ["medium"],
      sli: threshold({ metric: searches, labels: { kind: ["text"] }, bound: 1 }),
    }),
    defineSlo({
      name: "ride",
      help: "Rides.",
      objective: 0.9,
      windowDays: 7,
      tiers: ["medium"],
      sli: nativeThreshold({ metric: rides, bound: 120 }),
    }),
    defineSlo({ name: "probe", help: "Works.", objective: 0.99, sli: probeSuccess({ metric: probe, labels: { step: ["pay"] }, job: "blackbox" }) }),
    defineSlo({
      name: "minutes",
      help: "Good minutes.",
      objective: 0.99,
      missingData: "ignore",
      sli: timeSlice({ of: httpAvailability(), minimumGood: 0.9 }),
    }),
    defineSlo({
      name: "journey",
      help: "All of it.",
      objective: 0.99,
      sli: composite({ parts: [{ slo: availability, weight: 2 }, { slo: success }] }),
    }),
  ],
});

test("every kind of SLO comes back as it went, through JSON", () => {
  const { documents } = toOpenSlo(shop);
  const { slos, losses } = fromOpenSlo(JSON.parse(JSON.stringify(documents)), { services: [shop] });
  expect(losses).toEqual([]);
  expect(Object.fromEntries(slos.map(({ slo }) => [slo.name, slo]))).toEqual(Object.fromEntries(shop.slos.map((slo) => [slo.name, slo])));
  expect(toOpenSlo({ ...shop, slos: slos.map(({ slo }) => slo) }).documents).toHaveLength(documents.length);
});

test("an objective is written with its series, its window and its tiers", () => {
  const document = toOpenSlo(shop).documents.find(({ metadata }) => metadata.name === "shop-search");
  expect(document).toMatchObject({
    apiVersion: "openslo/v1",
    kind: "SLO",
    spec: {
      service: "shop",
      indicator: {
        spec: {
          ratioMetric: {
            counter: true,
            good: { metricSource: { type: "Prometheus", spec: { query: 'search_seconds_bucket{job="shop", kind="text", le=~"1|1\\\\.0"}' } } },
            total: { metricSource: { spec: { query: 'search_seconds_count{job="shop", kind="text"}' } } },
          },
        },
      },
      timeWindow: [{ duration: "30d", isRolling: true }],
      objectives: [{ target: 0.95 }],
      alertPolicies: [
        { spec: { conditions: [{ spec: { severity: "page", condition: { threshold: 6, lookbackWindow: "6h", alertAfter: "0m" } } }] } },
      ],
    },
  });
});

test("what OpenSLO has no field for is listed as lost, by SLO and field", () => {
  const { losses } = toOpenSlo(shop);
  expect(losses.filter(({ slo }) => slo === "shop/journey").map(({ field }) => field)).toContain("spec.objectives");
  expect(losses).toContainEqual({
    slo: "shop/search",
    field: "spec.alertPolicies[0]",
    reason: 'a condition has one window: the short one of tier "medium", 30m, is left out',
  });
});

/** An SLO of somebody else, changed here and there. */
function foreign(spec: object, name = "checkout-availability") {
  const query = (text: string) => ({ metricSource: { type: "Prometheus", spec: { query: text } } });
  const ratioMetric = {
    counter: true,
    good: query('sum(rate(attempts_total{outcome!="error"}[5m]))'),
    total: query("sum(rate(attempts_total[5m]))"),
  };
  return {
    apiVersion: "openslo/v1",
    kind: "SLO",
    metadata: { name },
    spec: {
      description: "Tries succeed.",
      service: "shop",
      indicator: { spec: { ratioMetric } },
      timeWindow: [{ duration: "4w", isRolling: true }],
      budgetingMethod: "Occurrences",
      objectives: [{ targetPercent: 99.5 }],
      ...spec,
    },
  };
}

const ratioOf = (part: string, text: string, total: string) => ({
  spec: {
    ratioMetric: {
      [part]: { metricSource: { spec: { query: text } } },
      total: { metricSource: { spec: { query: total } } },
    },
  },
});

test("an SLO of another tool is read in terms of the definitions", () => {
  const { slos, losses } = fromOpenSlo([foreign({})], { services: [shop] });
  expect(losses).toEqual([]);
  expect(slos).toMatchObject([
    {
      service: "shop",
      slo: {
        name: "checkout-availability",
        objective: 0.995,
        windowDays: 28,
        sli: { kind: "event-ratio", good: { metric: attempts, labels: { outcome: ["ok", "declined"] } }, total: { metric: attempts, labels: {} } },
      },
    },
  ]);
});

test.each([
  [
    "bad events",
    ratioOf("bad", 'attempts_total{outcome="error"}', "attempts_total"),
    { kind: "event-ratio", good: { labels: { outcome: ["ok", "declined"] } } },
  ],
  [
    "a bucket",
    ratioOf("good", 'search_seconds_bucket{le="1.0",kind=~"text|map"}', 'search_seconds_count{kind=~"text|map"}'),
    { kind: "threshold", bound: 1 },
  ],
])("%s are read", (_, indicator, sli) => {
  const { slos, losses } = fromOpenSlo([foreign({ indicator })], { services: [shop] });
  expect(losses).toEqual([]);
  expect(slos[0]?.slo.sli).toMatchObject(sli);
});

test("an SLI of its own is found by name; several objectives become several SLOs", () => {
  const sli = {
    apiVersion: "openslo/v1",
    kind: "SLI",
    metadata: { name: "tries" },
    ...ratioOf("good", 'attempts_total{outcome="ok"}', "attempts_total"),
  };
  const document = foreign({ indicator: undefined, indicatorRef: "tries", objectives: [{ target: 0.99 }, { target: 0.995 }] });
  const { slos } = fromOpenSlo([document, sli], { services: [shop] });
  expect(slos.map(({ slo }) => [slo.name, slo.objective])).toEqual([
    ["checkout-availability", 0.99],
    ["checkout-availability-2", 0.995],
  ]);
});

test.each([
  ["another service", { service: "nope" }, "spec.service", 'there is no service "nope"'],
  ["an average of slices", { budgetingMethod: "RatioTimeslices" }, "spec.budgetingMethod", /averages/],
  ["an unknown metric", { indicator: ratioOf("good", "x_total", "x_total") }, "spec.indicator", "the service has no metric x_total"],
  [
    "an unknown label",
    { indicator: ratioOf("good", 'attempts_total{code="2"}', "attempts_total") },
    "spec.indicator",
    "attempts_total has no label code",
  ],
  ["no bucket", { indicator: ratioOf("good", 'search_seconds_bucket{le="0.7"}', "search_seconds_count") }, "spec.indicator", /not one bucket/],
  ["arithmetic", { indicator: ratioOf("good", "attempts_total - x_total", "attempts_total") }, "spec.indicator", /more than a selection/],
  ["another source", { indicator: { spec: { thresholdMetric: { metricSource: { type: "Datadog" } } } } }, "spec.indicator", /is not Prometheus/],
  ["an objective of 100 %", { objectives: [{ target: 1 }] }, "spec.objectives[0]", /between 0 and 1/],
  ["no indicator", { indicator: undefined }, "spec.indicator", "there is no indicator"],
  ["a composite", { objectives: [{ target: 0.9, compositeWeight: 1 }] }, "spec.objectives", /SLOs of their own/],
])("%s is a loss with its reason", (_, spec, field, reason) => {
  const { slos, losses } = fromOpenSlo([foreign(spec)], { services: [shop] });
  expect(slos).toEqual([]);
  expect(losses).toEqual([
    { slo: `${"service" in spec ? spec.service : "shop"}/checkout-availability`, field, reason: expect.stringMatching(reason) },
  ]);
});

test.each([
  ["alerts of its own", { alertPolicies: [{ alertPolicyRef: "x" }] }, "spec.alertPolicies[0]"],
  ["a year", { timeWindow: [{ duration: "1Y", isRolling: true }] }, "spec.timeWindow[0].duration"],
  [
    "another time zone",
    { timeWindow: [{ duration: "1M", isRolling: false, calendar: { startTime: "2024-01-01 00:00:00", timeZone: "Europe/Berlin" } }] },
    "spec.timeWindow[0].calendar",
  ],
])("%s is lost, and the SLO is kept", (_, spec, field) => {
  const { slos, losses } = fromOpenSlo([foreign(spec)], { services: [shop] });
  expect(slos).toHaveLength(1);
  expect(losses.map((loss) => loss.field)).toEqual([field]);
});

test("an indicator that was edited after it was written is believed over the annotation", () => {
  const [, , written] = JSON.parse(JSON.stringify(toOpenSlo(shop).documents)) as ReturnType<typeof foreign>[];
  const edited = { ...written, spec: { ...written?.spec, indicator: ratioOf("good", 'attempts_total{outcome="ok"}', "attempts_total") } };
  const { slos } = fromOpenSlo([edited], { services: [shop] });
  expect(slos[0]?.slo.sli).toMatchObject({ good: { labels: { outcome: ["ok"] } } });
});

test.each([[null], [42], ["SLO"], [[]], [{ kind: "SLO" }], [{ kind: "SLO", metadata: { name: {} }, spec: { service: "shop", objectives: 7 } }]])(
  "%j does not throw",
  (document) => {
    expect(fromOpenSlo([document], { services: [shop] }).slos).toEqual([]);
  },
);
