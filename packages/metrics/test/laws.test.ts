import { createMetrics } from "@platform/metrics";
import {
  bucketLabel,
  defineCounter,
  defineGauge,
  defineHistogram,
  type LabelDomains,
  metricsSeriesFolded,
  OTHER,
  open,
  worstCaseSeries,
} from "@platform/metrics/define";
import { parseExposition, readMetrics } from "@platform/metrics/testing";
import fc from "fast-check";
import { Registry } from "prom-client";
import { expect, test } from "vitest";
import { createRegistryRenderer } from "../src/exposition/render-registry.ts";

/** Texts that have broken exporters: separators of keys, quotes, escapes, names of prototypes, any Unicode. */
const awkwardText = fc.oneof(
  fc.constantFrom(
    "",
    ",",
    "1,y:2",
    "\\",
    '"',
    "\n",
    "\\n",
    "\u0000",
    "{}",
    'a="b"',
    "__proto__",
    "constructor",
    "hasOwnProperty",
    OTHER,
    "NaN",
    "200",
    "é",
    "🙂",
  ),
  fc.string({ unit: "binary", maxLength: 20 }),
  fc.string({ unit: "grapheme", maxLength: 20 }),
);

const wellFormed = awkwardText.map((text) => text.toWellFormed());

/** A metric has between one and five labels, each of the ways of looking them up in turn. */
const NAMES = ["a", "b", "c", "d", "e"] as const;

function openLabels(count: number, max: number): LabelDomains {
  return Object.fromEntries(NAMES.slice(0, count).map((name) => [name, open({ max })]));
}

function setOf(values: readonly (string | number)[]): Record<string, string | number> {
  return Object.fromEntries(values.map((value, index) => [NAMES[index] as string, value]));
}

const tuples = <T>(value: fc.Arbitrary<T>) =>
  fc.integer({ min: 1, max: NAMES.length }).chain((count) =>
    fc.record({
      count: fc.constant(count),
      sets: fc.array(fc.array(value, { minLength: count, maxLength: count }), { minLength: 1, maxLength: 60 }),
    }),
  );

test("distinct label values are distinct series", () => {
  fc.assert(
    fc.property(tuples(wellFormed), ({ count, sets }) => {
      const events = defineCounter({ name: "events_total", help: "Events.", labels: openLabels(count, 1000) });
      const registry = new Registry();
      const metrics = createMetrics({ events }, { registry });
      const expected = new Map<string, number>();
      for (const set of sets) {
        metrics.events.inc(setOf(set));
        expected.set(JSON.stringify(set), (expected.get(JSON.stringify(set)) ?? 0) + 1);
      }
      const read = readMetrics(registry);
      for (const set of sets) {
        expect(read.value(events, setOf(set))).toBe(expected.get(JSON.stringify(set)));
      }
      expect(read.total(events)).toBe(sets.length);
    }),
  );
});

test("a bound child, a number and an exotic object lead where the text does", () => {
  const value = fc.oneof(awkwardText, fc.integer(), fc.double());
  fc.assert(
    fc.property(tuples(value), ({ count, sets }) => {
      const events = defineCounter({ name: "events_total", help: "Events.", labels: openLabels(count, 1000) });
      const registry = new Registry();
      const metrics = createMetrics({ events }, { registry });
      for (const set of sets) {
        metrics.events.inc(setOf(set));
        metrics.events.labels(setOf(set.map((each) => String(each)))).inc();
        metrics.events.inc(Object.create(setOf(set.toReversed()), Object.getOwnPropertyDescriptors(setOf(set))));
      }
      const texts = new Set(sets.map((set) => JSON.stringify(set.map((each) => String(each).toWellFormed()))));
      const read = readMetrics(registry);
      expect(read.total(events)).toBe(sets.length * 3);
      expect(registry.getSingleMetric("events_total")).toMatchObject({ table: { size: texts.size } });
    }),
  );
});

test("the sum over the series is the sum of the calls, under every cap, and the series stay within the worst case", () => {
  const small = fc.oneof(fc.integer({ min: 0, max: 12 }), fc.constantFrom("x".repeat(2000), OTHER));
  fc.assert(
    fc.property(
      tuples(small),
      fc.integer({ min: 1, max: 12 }),
      fc.integer({ min: 1, max: 40 }),
      fc.boolean(),
      ({ count, sets }, max, maxSeries, closed) => {
        const labels = { ...openLabels(count, max), ...(closed ? { kind: ["p", "q", "r"] } : {}) };
        const events = defineCounter({ name: "events_total", help: "Events.", labels, maxSeries });
        const sizes = defineHistogram({ name: "sizes_bytes", help: "Sizes.", labels, buckets: [1, 2], maxSeries });
        const registry = new Registry();
        const metrics = createMetrics({ events, sizes }, { registry });
        for (const [index, set] of sets.entries()) {
          const full = { ...setOf(set), kind: ["p", "q", "r"][index % 3] as string };
          metrics.events.inc(full, index + 1);
          metrics.sizes.observe(full, index % 4);
        }
        const read = readMetrics(registry);
        expect(read.total(events)).toBe((sets.length * (sets.length + 1)) / 2);
        expect(read.total(sizes)).toBe(sets.length);
        const { size } = (registry.getSingleMetric("events_total") as unknown as { table: { size: number } }).table;
        expect(size).toBeLessThanOrEqual(worstCaseSeries(events));
        const told = new Set(sets.map((set, index) => JSON.stringify([set.map(String), closed ? index % 3 : 0]))).size;
        if (size < told) {
          expect(read.value(metricsSeriesFolded, { metric: "events_total" })).toBeGreaterThan(0);
        }
      },
    ),
  );
});

test("a closed label never folds, whatever the cap", () => {
  const registry = new Registry();
  const labels = { kind: ["a", "b", "c"], id: open({ max: 5 }) } as const;
  const events = defineCounter({ name: "events_total", help: "Events.", labels, maxSeries: 1 });
  const metrics = createMetrics({ events }, { registry });
  for (const kind of labels.kind) {
    for (let id = 0; id < 5; id++) {
      metrics.events.inc({ kind, id });
    }
  }
  const read = readMetrics(registry);
  expect(read.value(events, { kind: "a", id: 0 })).toBe(1);
  expect(labels.kind.map((kind) => read.value(events, { kind, id: OTHER }))).toEqual([4, 5, 5]);
});

test("at the cap the open label with the most values folds first", () => {
  const registry = new Registry();
  const requests = defineCounter({
    name: "requests_total",
    help: "Requests.",
    labels: { route: open({ max: 1000 }), status: open({ max: 10 }) },
    maxSeries: 80,
  });
  const metrics = createMetrics({ requests }, { registry });
  for (let route = 0; route < 500; route++) {
    metrics.requests.inc({ route, status: 200 });
    metrics.requests.inc({ route, status: 500 });
  }
  const read = readMetrics(registry);
  expect(read.value(requests, { route: 0, status: 500 })).toBe(1);
  expect(read.value(requests, { route: OTHER, status: 500 })).toBe(465);
  expect(read.value(requests, { route: OTHER, status: OTHER })).toBeUndefined();
  expect(read.value(metricsSeriesFolded, { metric: "requests_total" })).toBe(930);
});

const finite = fc.double({ noNaN: true, noDefaultInfinity: true });
const positive = fc.double({ min: 0, noNaN: true, noDefaultInfinity: true });

test.each(["text", "openmetrics"] as const)("what a parser reads from %s is what was recorded", async (format) => {
  await fc.assert(
    fc.asyncProperty(
      tuples(wellFormed),
      fc.array(fc.tuple(finite, positive), { minLength: 60, maxLength: 60 }),
      wellFormed,
      wellFormed,
      async ({ count, sets }, values, help, defaultLabel) => {
        const registry = new Registry();
        registry.setDefaultLabels({ shop: defaultLabel });
        const labels = openLabels(count, 1000);
        const definitions = {
          level: defineGauge({ name: "level", help: `${help}.`, labels }),
          events: defineCounter({ name: "events_total", help: `${help}.`, labels }),
          wait: defineHistogram({ name: "wait_seconds", help: `${help}.`, labels, buckets: [0.5, 1, 1e6] }),
        };
        const metrics = createMetrics(definitions, { registry });
        for (const [index, set] of sets.entries()) {
          const [level, amount] = values[index] as [number, number];
          metrics.level.set(setOf(set), level);
          metrics.events.inc(setOf(set), amount);
          metrics.wait.observe(setOf(set), amount);
        }
        const chunks = await createRegistryRenderer(registry)(format);
        const families = parseExposition(Buffer.concat(chunks).toString());
        const family = (name: string) => families.find((each) => each.name === name);
        const read = readMetrics(registry);
        expect(family("level")?.help).toBe(`${help}.`);
        expect(family("level")?.type).toBe("gauge");
        expect(family(format === "text" ? "events_total" : "events")?.type).toBe("counter");
        const distinct = [...new Map(sets.map((set) => [JSON.stringify(set), set])).values()];
        expect(family("level")?.samples).toEqual(
          distinct.map((set) => ({
            name: "level",
            labels: { ...setOf(set), shop: defaultLabel },
            value: (read.value(definitions.level, setOf(set)) as number) + 0,
          })),
        );
        const wait = family("wait_seconds")?.samples ?? [];
        expect(wait.length).toBe(distinct.length * 6);
        for (const [index, set] of distinct.entries()) {
          const seen = read.distribution(definitions.wait, setOf(set));
          const own = { ...setOf(set), shop: defaultLabel };
          const bounds = [0.5, 1, 1e6, Number.POSITIVE_INFINITY].map(bucketLabel);
          expect(wait.slice(index * 6, index * 6 + 6)).toEqual([
            ...bounds.map((le, bucket) => ({ name: "wait_seconds_bucket", labels: { ...own, le }, value: seen?.buckets[bucket] })),
            { name: "wait_seconds_sum", labels: own, value: seen?.sum },
            { name: "wait_seconds_count", labels: own, value: seen?.count },
          ]);
        }
      },
    ),
    { numRuns: 40 },
  );
});
