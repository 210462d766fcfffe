import { defineCounter, defineHistogram, open, placeOf } from "@platform/metrics/define";
import { expect, test } from "vitest";
import { eventRatio, httpAvailability, httpLatency, threshold } from "../define.ts";
import { defineSlo, type SloOptions } from "./slo-definition.ts";

const payments = defineCounter({ name: "payments_total", help: "Payments.", labels: { outcome: ["ok", "failed"], card: open({ max: 5 }) } });
const search = defineHistogram({ name: "search_seconds", help: "Search.", buckets: [0.5, 1] });

const good: SloOptions = { name: "availability", help: "Answers.", objective: 0.999, sli: httpAvailability() };
const ratio = (goodLabels: object, totalLabels: object) =>
  eventRatio({ good: { metric: payments, labels: goodLabels }, total: { metric: payments, labels: totalLabels } });

test("an SLO is plain data with its defaults filled in, and knows where it stands", () => {
  const slo = defineSlo(good);
  expect(JSON.parse(JSON.stringify(slo))).toEqual(slo);
  expect(slo).toMatchObject({ kind: "slo", windowDays: 30, minimumBadEvents: 5 });
  expect(slo.tiers.map(({ name }) => name)).toEqual(["fast", "medium", "slow", "day", "steady"]);
  expect(placeOf(slo)?.file).toMatch(/slo-definition\.test\.ts$/);
});

test("tiers that are named in any order keep the order of the policy", () => {
  expect(defineSlo({ ...good, tiers: ["slow", "fast"] }).tiers.map(({ name }) => name)).toEqual(["fast", "slow"]);
});

test.each<[string, Partial<SloOptions>, ...RegExp[]]>([
  ["slo_name_invalid", { name: "Availability" }, /"Availability"/, /\^\[a-z\]/],
  ["slo_name_invalid", { name: 'x"} or vector(1)' }, /vector\(1\)/, /60 characters/],
  ["slo_name_invalid", { name: "a".repeat(61) }, /at most 60/],
  ["help_missing", { help: " " }, /"availability"/, /help text/],
  ["objective_out_of_range", { objective: 0 }, /got 0\./, /between 0 and 1/],
  ["objective_out_of_range", { objective: 1 }, /got 1\./],
  ["objective_out_of_range", { objective: 100 }, /got 100\./],
  ["objective_out_of_range", { objective: Number.NaN }, /got NaN\./],
  ["objective_too_high", { objective: 0.9999999 }, /0\.9999999/, /0\.999999/],
  ["window_out_of_range", { windowDays: 0 }, /got 0\./, /1 to 90/],
  ["window_out_of_range", { windowDays: 30.5 }, /got 30\.5\./],
  ["window_out_of_range", { windowDays: 365 }, /got 365\./],
  ["tier_unknown", { tiers: ["fastest"] as never }, /"fastest"/, /fast, medium, slow, day, steady/],
  ["tier_unreachable", { objective: 0.9 }, /"fast"/, /10 times/, /at most 10\.00 times/, /\["medium","slow","day","steady"\]/],
  ["tier_unreachable", { objective: 0.4, tiers: ["day"] }, /at most 1\.67 times/, /\["steady"\]/],
  ["tier_too_late", { windowDays: 1 }, /"medium"/, /6 hours/, /1 days/, /\["fast","slow"\]/],
  ["minimum_events_invalid", { minimumBadEvents: 0 }, /got 0\./, /1 to 1000/],
  ["minimum_events_invalid", { minimumBadEvents: 2.5 }, /got 2\.5\./],
  ["threshold_not_positive", { sli: httpLatency({ thresholdSeconds: 0 }) }, /got 0\./, /above 0/],
  ["threshold_not_positive", { sli: httpLatency({ thresholdSeconds: Number.NaN }) }, /got NaN\./],
  ["threshold_not_a_bucket", { sli: threshold({ metric: search, bound: 0.7 as never }) }, /0\.7/, /search_seconds/, /0\.5, 1/],
  ["selection_label_unknown", { sli: ratio({ colour: ["red"] }, {}) }, /"colour"/, /payments_total/],
  ["selection_value_unknown", { sli: ratio({ outcome: ["maybe"] }, {}) }, /outcome="maybe"/, /payments_total/],
  ["selection_empty", { sli: ratio({ outcome: [] }, {}) }, /outcome/, /payments_total/],
  ["good_outside_total", { sli: ratio({ outcome: ["ok"] }, { outcome: ["failed"] }) }, /outcome ok/, /counts outcome failed/],
  ["good_outside_total", { sli: ratio({ card: ["a"] }, { outcome: ["ok"] }) }, /outcome any value/],
  ["good_is_total", { sli: ratio({ outcome: ["ok", "failed"] }, {}) }, /payments_total/, /none is ever bad/],
  ["good_is_total", { sli: ratio({}, {}) }, /none is ever bad/],
])("refuses with %s (%#)", (code, change, ...texts) => {
  const define = () => defineSlo({ ...good, ...change } as SloOptions);
  expect(define).toThrow(expect.objectContaining({ name: "DefinitionError", code }));
  for (const text of texts) {
    expect(define).toThrow(text);
  }
});

test.each([
  [{ objective: 0.9, tiers: ["medium", "slow"] }],
  [{ objective: 0.95 }],
  [{ windowDays: 1, tiers: ["fast", "slow"] }],
  [{ windowDays: 90 }],
  [{ sli: ratio({ outcome: ["ok"] }, {}) }],
  [{ sli: ratio({ outcome: ["ok"], card: ["a"] }, { card: ["a", "b"] }) }],
] satisfies [Partial<SloOptions>][])("accepts what can be kept (%#)", (change) => {
  expect(defineSlo({ ...good, ...change } as SloOptions).kind).toBe("slo");
});
