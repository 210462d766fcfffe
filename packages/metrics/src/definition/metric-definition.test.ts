import { expect, test } from "vitest";
import {
  currency,
  DefinitionError,
  defineCounter,
  defineGauge,
  defineHistogram,
  defineInfo,
  defineStateSet,
  MAX_SERIES,
  open,
  placeOf,
  worstCaseSeries,
} from "../define.ts";

const help = "Help.";
const buckets = [0.1, 1];

/** Every code that this package's definitions can have, with what brings it about. */
const wrong: readonly (readonly [code: string, define: () => unknown])[] = [
  ["name_invalid", () => defineCounter({ name: "Jobs_total", help })],
  ["name_invalid", () => defineCounter({ name: "jobs-done_total", help })],
  ["name_invalid", () => defineCounter({ name: "jobs:done_total", help })],
  ["name_invalid", () => defineCounter({ name: "", help })],
  ["name_invalid", () => defineCounter({ name: `${"x".repeat(200)}_total`, help })],
  ["name_invalid", () => defineCounter({ name: undefined as never, help })],
  ["name_suffix_reserved", () => defineGauge({ name: "jobs_count", help })],
  ["name_suffix_reserved", () => defineGauge({ name: "jobs_sum", help })],
  ["name_suffix_reserved", () => defineGauge({ name: "jobs_bucket", help })],
  ["name_suffix_reserved", () => defineGauge({ name: "jobs_created", help })],
  ["counter_without_total", () => defineCounter({ name: "jobs", help })],
  ["total_on_other_kind", () => defineGauge({ name: "jobs_total", help })],
  ["total_on_other_kind", () => defineHistogram({ name: "jobs_total", help, buckets })],
  ["info_without_suffix", () => defineInfo({ name: "build", help, labels: { version: open({ max: 1 }) } })],
  ["info_on_other_kind", () => defineGauge({ name: "build_info", help })],
  ["help_missing", () => defineCounter({ name: "jobs_total", help: " " })],
  ["help_missing", () => defineCounter({ name: "jobs_total", help: undefined as never })],
  ["state_label_taken", () => defineStateSet({ name: "door", help, states: ["open"], labels: { door: ["front"] } })],
  ["domain_empty", () => defineStateSet({ name: "door", help, states: [] })],
  ["label_name_invalid", () => defineCounter({ name: "jobs_total", help, labels: { "a-b": ["x"] } })],
  ["label_name_invalid", () => defineCounter({ name: "jobs_total", help, labels: { __name__: ["x"] } })],
  ["label_reserved", () => defineCounter({ name: "jobs_total", help, labels: { le: ["x"] } })],
  ["label_reserved", () => defineCounter({ name: "jobs_total", help, labels: { job: ["x"] } })],
  ["label_reserved", () => defineCounter({ name: "jobs_total", help, labels: { constructor: ["x"] } })],
  ["label_reserved", () => defineCounter({ name: "jobs_total", help, labels: { toString: ["x"] } as never })],
  ["domain_invalid", () => defineCounter({ name: "jobs_total", help, labels: { queue: "mail" as never } })],
  ["domain_invalid", () => defineCounter({ name: "jobs_total", help, labels: { queue: undefined as never } })],
  ["domain_max_invalid", () => open({ max: 0 })],
  ["domain_max_invalid", () => open({ max: 1.5 })],
  ["domain_max_invalid", () => open({ max: 10_001 })],
  ["domain_max_invalid", () => defineCounter({ name: "jobs_total", help, labels: { queue: { kind: "open", max: -1 } } })],
  ["domain_empty", () => defineCounter({ name: "jobs_total", help, labels: { queue: [] } })],
  ["domain_duplicate", () => defineCounter({ name: "jobs_total", help, labels: { queue: ["a", "b", "a"] } })],
  ["domain_value_invalid", () => defineCounter({ name: "jobs_total", help, labels: { queue: [""] } })],
  ["domain_value_invalid", () => defineCounter({ name: "jobs_total", help, labels: { queue: ["\ud800"] } })],
  ["domain_value_invalid", () => defineCounter({ name: "jobs_total", help, labels: { queue: [1 as never] } })],
  ["country_invalid", () => defineCounter({ name: "jobs_total", help, labels: { geo_country_iso_code: ["NL", "UK" as never] } })],
  ["country_invalid", () => defineCounter({ name: "jobs_total", help, labels: { geo_country_iso_code: open({ max: 50 }) as never } })],
  ["max_series_invalid", () => defineCounter({ name: "jobs_total", help, maxSeries: 0 })],
  ["max_series_invalid", () => defineCounter({ name: "jobs_total", help, maxSeries: 1_000_001 })],
  ["unit_not_base", () => defineHistogram({ name: "wait_milliseconds", help, buckets })],
  ["unit_not_base", () => defineCounter({ name: "read_megabytes_total", help })],
  ["unit_conflict", () => defineGauge({ name: "wait_seconds", help, unit: "bytes" })],
  ["unit_conflict", () => defineHistogram({ name: "wait_seconds", help, unit: "timestamp", buckets })],
  ["unit_label_missing", () => defineCounter({ name: "revenue_total", help, unit: currency("currency") })],
  ["buckets_empty", () => defineHistogram({ name: "wait_seconds", help, buckets: [] })],
  ["bucket_not_finite", () => defineHistogram({ name: "wait_seconds", help, buckets: [1, Number.POSITIVE_INFINITY] })],
  ["bucket_not_finite", () => defineHistogram({ name: "wait_seconds", help, buckets: [Number.NaN] })],
  ["buckets_unsorted", () => defineHistogram({ name: "wait_seconds", help, buckets: [1, 0.1] })],
  ["buckets_unsorted", () => defineHistogram({ name: "wait_seconds", help, buckets: [0.1, 0.1] })],
  ["buckets_too_many", () => defineHistogram({ name: "wait_seconds", help, buckets: Array.from({ length: 101 }, (_, index) => index) })],
];

test.each(wrong)("%s is thrown for a definition that breaks its rule (%#)", (code, define) => {
  expect(define).toThrow(DefinitionError);
  expect(define).toThrow(`[${code}]`);
  expect(define).toThrow(expect.objectContaining({ code }));
});

test("a definition is data: it survives JSON, and holds its defaults", () => {
  const jobs = defineCounter({ name: "jobs_total", help, labels: { queue: ["mail"], note: open({ max: 3 }) } });
  expect(JSON.parse(JSON.stringify(jobs))).toEqual({
    kind: "counter",
    name: "jobs_total",
    help,
    unit: "count",
    labels: { queue: ["mail"], note: { kind: "open", max: 3 } },
    maxSeries: MAX_SERIES,
  });
});

test("the place of a definition is the line that defines it", () => {
  const marker = new Error("here");
  const jobs = defineCounter({ name: "jobs_total", help });
  const here = Number(/metric-definition\.test\.ts:(\d+):\d+/.exec(marker.stack ?? "")?.[1]);
  expect(placeOf(jobs)?.file).toMatch(/metric-definition\.test\.ts$/);
  expect(placeOf(jobs)?.line).toBe(here + 1);
  expect(placeOf(defineInfo({ name: "build_info", help, labels: { version: open({ max: 1 }) } }))?.line).toBe(here + 5);
  expect(placeOf({})).toBeUndefined();
});

test("a name states its unit, and a gauge in seconds may be a timestamp", () => {
  expect(defineCounter({ name: "sent_bytes_total", help }).unit).toBe("bytes");
  expect(defineHistogram({ name: "response_time_seconds", help, buckets }).unit).toBe("seconds");
  expect(defineGauge({ name: "process_start_time_seconds", help }).unit).toBe("timestamp");
  expect(defineGauge({ name: "last_success_seconds", help, unit: "timestamp" }).unit).toBe("timestamp");
  expect(defineCounter({ name: "revenue_total", help, unit: currency("currency"), labels: { currency: ["EUR"] } }).unit).toEqual(
    currency("currency"),
  );
});

test("the worst case is the product of the domains, and not more than the cap with what cannot fold", () => {
  expect(worstCaseSeries(defineCounter({ name: "jobs_total", help }))).toBe(1);
  expect(worstCaseSeries(defineCounter({ name: "jobs_total", help, labels: { queue: ["a", "b"], note: open({ max: 4 }) } }))).toBe(10);
  expect(worstCaseSeries(defineHistogram({ name: "wait_seconds", help, buckets, labels: { queue: ["a", "b"] } }))).toBe(10);
  const wide = { queue: ["a", "b"], note: open({ max: 10_000 }) } as const;
  expect(worstCaseSeries(defineCounter({ name: "jobs_total", help, labels: wide, maxSeries: 100 }))).toBe(102);
});
