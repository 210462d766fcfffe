import { defineCounter, defineGauge, defineHistogram } from "@platform/metrics/define";
import { expect, test } from "vitest";
import {
  composite,
  defineService,
  defineSlo,
  httpAvailability,
  httpLatency,
  nativeThreshold,
  probeSuccess,
  type SloOptions,
  threshold,
  timeSlice,
} from "../define.ts";

const orders = defineCounter({ name: "orders_total", help: "Orders.", labels: { outcome: ["ok", "failed"] } });
const probe = defineGauge({ name: "probe_success", help: "1 where a probe succeeded.", labels: { flow: ["pay"] } });
const search = defineHistogram({ name: "search_seconds", help: "Search.", buckets: [0.5, 1], labels: { kind: ["room", "ride"] } });
const ranking = defineHistogram({ name: "ranking_seconds", help: "Ranking.", buckets: [], native: {} });

const good = { name: "availability", help: "Answers.", objective: 0.99, sli: httpAvailability() };
const availability = defineSlo(good);
const other = defineSlo({ ...good, name: "other" });

test.each<[string, Partial<SloOptions>, ...RegExp[]]>([
  ["threshold_not_a_bucket", { sli: httpLatency({ thresholdSeconds: 3 as 5, counted: "from-metric" }) }, /Bound 3/, /http_server_request_duration/],
  ["histogram_not_native", { sli: nativeThreshold({ metric: search, bound: 1 }) }, /search_seconds/],
  ["threshold_not_positive", { sli: nativeThreshold({ metric: ranking, bound: -1 }) }, /got -1\./],
  ["metric_kind_wrong", { sli: probeSuccess({ metric: orders as never }) }, /needs a gauge; orders_total is a counter/],
  ["metric_kind_wrong", { sli: threshold({ metric: probe as never, bound: 1 as never }) }, /needs a histogram/],
  ["selection_value_unknown", { sli: probeSuccess({ metric: probe, labels: { flow: ["fly"] as never } }) }, /flow="fly"/],
  ["selection_label_unknown", { sli: threshold({ metric: search, labels: { colour: ["red"] } as never, bound: 1 }) }, /"colour"/],
  ["slice_invalid", { sli: timeSlice({ of: httpAvailability(), minimumGood: 0.9, sliceSeconds: 7 }) }, /got 7 s/],
  ["slice_good_invalid", { sli: timeSlice({ of: httpAvailability(), minimumGood: 95 }) }, /got 95\./],
  ["slice_of_invalid", { sli: timeSlice({ of: composite({ parts: [] }) as never, minimumGood: 0.9 }) }, /slices a composite/],
  ["composite_too_small", { sli: composite({ parts: [{ slo: availability }] }) }, /got 1\./],
  ["composite_duplicate", { sli: composite({ parts: [{ slo: availability }, { slo: availability }] }) }, /"availability" twice/],
  ["weight_invalid", { sli: composite({ parts: [{ slo: availability }, { slo: other, weight: 0 }] }) }, /"other"/, /got 0\./],
  [
    "composite_nested",
    {
      sli: composite({
        parts: [{ slo: availability }, { slo: { ...other, sli: composite({ parts: [{ slo: availability }, { slo: other }] }) } }],
      }),
    },
    /composite "other"/,
  ],
  ["sli_unknown", { sli: { kind: "guess" } as never }, /"guess"/, /time-slice, composite/],
  ["calendar_unknown", { calendar: "year" as never }, /"year"/, /week, month, quarter/],
  ["window_ambiguous", { calendar: "month", windowDays: 30 } as never, /30 days/, /calendar month/],
  ["daily_spend_invalid", { dailySpend: 10 }, /got 10\./],
  ["daily_spend_invalid", { dailySpend: Number.NaN }, /got NaN\./],
  ["missing_data_unknown", { missingData: "good" as never }, /"good"/, /ticket, page, ignore/],
])("refuses with %s (%#)", (code, change, ...texts) => {
  const define = () => defineSlo({ ...good, ...change } as SloOptions);
  expect(define).toThrow(expect.objectContaining({ name: "DefinitionError", code }));
  for (const text of texts) {
    expect(define).toThrow(text);
  }
});

const shop = { name: "shop", title: "Shop", help: "Sells.", owner: "sales", port: 3000 };

test("a composite is made of SLOs that its services have", () => {
  const journey = defineSlo({ ...good, name: "journey", sli: composite({ parts: [{ slo: availability }, { slo: other, weight: 2 }] }) });
  expect(defineService({ ...shop, slos: [availability, other, journey] }).slos).toHaveLength(3);
  expect(() => defineService({ ...shop, slos: [availability, journey] })).toThrow(
    expect.objectContaining({ code: "composite_part_foreign", message: expect.stringContaining('"other"') }),
  );
  const elsewhere = defineService({ ...shop, name: "elsewhere", slos: [other] });
  const across = defineSlo({ ...good, name: "across", sli: composite({ parts: [{ slo: availability }, { slo: other, service: elsewhere }] }) });
  expect(defineService({ ...shop, slos: [availability, across] }).slos).toHaveLength(2);
});

test("a probe of a job of its own is no metric of the service", () => {
  const probed = (job?: string) => defineSlo({ ...good, name: "probed", sli: probeSuccess({ metric: probe, ...(job !== undefined && { job }) }) });
  expect(defineService({ ...shop, slos: [probed("blackbox")] }).slos).toHaveLength(1);
  expect(() => defineService({ ...shop, slos: [probed()] })).toThrow(expect.objectContaining({ code: "slo_metric_foreign" }));
});

test.each([
  ["week", 7],
  ["month", 30],
  ["quarter", 90],
] as const)("speeds of a calendar %s are reckoned by %d days", (calendar, windowDays) => {
  expect(defineSlo({ ...good, calendar })).toMatchObject({ calendar, windowDays });
});
