import { defineCounter, defineHistogram, processStartTime } from "@platform/metrics/define";
import { type AlertingRule, type InputSeries, over, type SampleRun, select, selectBucket, selectCount, walk } from "@platform/promql";
import { expect, test } from "vitest";
import {
  defineService,
  defineSlo,
  eventRatio,
  httpAvailability,
  type ServiceDefinition,
  type SloDefinition,
  sloEvents,
  threshold,
} from "../src/define.ts";
import { sloRecords, sloRules } from "../src/index.ts";
import { pyrraShape, slothShape } from "./rival-shapes.ts";
import { evaluate, type Question } from "./run-promtool.ts";

// One test for each defect that was measured in widely used generators of SLO rules.

const HOUR = 3600;
const times = { scrapeIntervalSeconds: 15, evaluationIntervalSeconds: 30, tileSeconds: 300 };
const base = { title: "Shop", help: "Sells.", owner: "sales", port: 3000 };
const identity = { job: "shop", slo: "availability" };

const orders = defineCounter({ name: "orders_total", help: "Orders.", labels: { outcome: ["ok", "failed"] } });
const search = defineHistogram({ name: "search_seconds", help: "Searches.", buckets: [0.5, 1] });

function serviceWith(slo: Partial<SloDefinition> = {}) {
  const availability = defineSlo({ name: "availability", help: "Answers.", objective: 0.99, sli: httpAvailability() });
  return defineService({ ...base, name: "shop", metrics: { orders, search }, slos: [{ ...availability, ...slo }] });
}

const shop = serviceWith();
const events = sloEvents(shop.slos) ?? expect.fail();
const counter = (outcome: "good" | "bad", samples: readonly SampleRun[], instance = "shop:1"): InputSeries => ({
  series: events,
  part: "value",
  labels: { ...identity, outcome, instance },
  samples,
});
/** The samples of a counter that rises by so much at each of so many samples, in order. */
function rising(...steps: readonly (readonly [step: number, count: number])[]): readonly SampleRun[] {
  let value = 0;
  return steps.map(([step, count]): SampleRun => {
    const from = value;
    value += step * count;
    return { kind: "line", from, step, count };
  });
}

const remaining = select(sloRecords.budgetRemaining, identity);
const good = select(sloRecords.goodRatio, identity);
const burn = (window: "5m" | "1h" | "6h") => select(sloRecords.burnRate, { ...identity, window });

async function ask(
  input: readonly InputSeries[],
  questions: readonly Question[],
  service: ServiceDefinition = shop,
  rivals: Parameters<typeof evaluate>[0]["groups"] = [],
) {
  const groups = [...sloRules({ service, ...times }), ...rivals];
  const answers = await evaluate({ groups, input, sampleSeconds: 15, evaluationSeconds: 300 }, questions);
  return answers.map((answer) => [...answer.values()]);
}

test("1: a busy hour of errors weighs as much as its events, not as its minutes", async () => {
  // Twenty hours at one event a minute, then one hour at 40 a second of which a fifth fails.
  const input = [counter("good", rising([0.25, 80 * 60], [480, 240])), counter("bad", rising([0, 80 * 60], [120, 240]))];
  const selectors = { total: select(events, identity), bad: select(events, { ...identity, outcome: "bad" }) };
  const sloth = slothShape(selectors, 86_400);
  const at = 21 * HOUR;
  const [ours, theirs] = await ask(
    input,
    [
      { expression: good, atSeconds: at },
      { expression: sloth.errorRatio, atSeconds: at },
    ],
    shop,
    sloth.groups,
  );
  const truth = (120 * 240) / (480 * 240 + 120 * 240 + 0.25 * 80 * 60);
  expect(1 - (ours?.[0] ?? Number.NaN)).toBeCloseTo(truth, 3);
  expect(theirs?.[0]).toBeLessThan(truth / 10);
});

test("2: an idle quarter of an hour is no error, and makes no hole", async () => {
  const input = [counter("good", rising([10, 240], [0, 60], [10, 60])), counter("bad", rising([1, 240], [0, 60], [0, 60]))];
  const selectors = { total: select(events, identity), bad: select(events, { ...identity, outcome: "bad" }) };
  const sloth = slothShape(selectors, 86_400);
  const questions = [burn("5m"), burn("1h"), burn("6h"), remaining, sloth.errorRatio].map((expression) => ({ expression, atSeconds: 75 * 60 }));
  const [five, hour, six, left, theirs] = await ask(input, questions, shop, sloth.groups);
  expect(five).toEqual([0]);
  expect(hour?.[0]).toBeCloseTo(100 / 11, 1);
  expect(six?.[0]).toBeCloseTo(100 / 11, 1);
  expect(left?.[0]).toBeCloseTo(1 - 100 / 11, 1);
  expect(theirs).toEqual([Number.NaN]);
});

test("3: a service that never failed has no series of errors, and is healthy", async () => {
  const input = [counter("good", rising([10, 240]))];
  const questions = [burn("5m"), burn("1h"), burn("6h"), good, remaining].map((expression) => ({ expression, atSeconds: HOUR - 300 }));
  expect(await ask(input, questions)).toEqual([[0], [0], [0], [1], [1]]);
});

test("4: the errors of a process before its first scrape count", async () => {
  const born = 2 * HOUR;
  const before: SampleRun = { kind: "none", count: born / 15 };
  const started: InputSeries = {
    series: processStartTime,
    part: "value",
    labels: { job: "shop", instance: "shop:2" },
    samples: [before, { kind: "line", from: born - 10, step: 0, count: 60 }],
  };
  const input = [
    counter("good", rising([10, 540])),
    counter("bad", rising([0, 540])),
    started,
    counter("good", [before, { kind: "line", from: 0, step: 0, count: 60 }], "shop:2"),
    counter("bad", [before, { kind: "line", from: 30, step: 0, count: 60 }], "shop:2"),
  ];
  const pyrra = pyrraShape({ total: select(events, identity), bad: select(events, { ...identity, outcome: "bad" }) }, 86_400);
  const badSoFar = over("sum_over_time", select(sloRecords.tileBad, identity), 86_400);
  const at = born + 600;
  const [ours, theirs] = await ask(
    input,
    [
      { expression: badSoFar, atSeconds: at },
      { expression: pyrra.errorRatio, atSeconds: at },
    ],
    shop,
    pyrra.groups,
  );
  expect(ours).toEqual([30]);
  expect(theirs).toEqual([0]);
});

test("5: a tier that the objective cannot reach is refused", () => {
  expect(() => defineSlo({ name: "a", help: "A.", objective: 0.9, sli: httpAvailability() })).toThrow(
    expect.objectContaining({ code: "tier_unreachable" }),
  );
});

test.each(["1", "1.0"])("6: the bucket of one second is found when it is written %s", async (le) => {
  const sli = threshold({ metric: search, bound: 1 });
  const labels = { job: "shop", instance: "shop:1" };
  const input: readonly InputSeries[] = [
    { series: search, part: selectCount(search).part, labels, samples: rising([10, 240]) },
    { series: search, part: selectBucket(search, 1).part, labels: { ...labels, le }, samples: rising([9, 240]) },
  ];
  const [ratio] = await ask(input, [{ expression: good, atSeconds: HOUR - 300 }], serviceWith({ sli }));
  expect(ratio?.[0]).toBeCloseTo(0.9, 6);
});

test("7: each tier has an alert of its own, which says which tier it is", () => {
  const rules = sloRules({ service: shop, ...times }).flatMap((group) => group.rules);
  const burns = rules.filter(
    (rule): rule is AlertingRule => rule.kind === "alert" && rule.runbook === "services/slo-burn" && rule.labels.tier !== "spend",
  );
  expect(burns.map(({ name, labels }) => [name, labels.tier, labels.action])).toEqual([
    ["ShopAvailabilityFastBurn", "fast", "page"],
    ["ShopAvailabilityMediumBurn", "medium", "page"],
    ["ShopAvailabilitySlowBurn", "slow", "ticket"],
    ["ShopAvailabilityDayBurn", "day", "ticket"],
    ["ShopAvailabilitySteadyBurn", "steady", "ticket"],
  ]);
  expect(burns.flatMap(({ expression }) => [...walk(expression)]).filter((node) => node.node === "binary" && node.operator === "or")).toEqual([]);
});

test("8: a service without data is not healthy: there is no value, and an alert of its own", async () => {
  const input = [counter("good", rising([10, 120])), counter("bad", rising([10, 120]))];
  const [five] = await ask(input, [{ expression: burn("5m"), atSeconds: HOUR }]);
  expect(five).toEqual([]);
  const alerts = sloRules({ service: shop, ...times }).flatMap((group) => group.rules.filter((rule) => rule.kind === "alert"));
  expect(alerts.filter(({ labels }) => labels.action === "page").every(({ keepFiringForSeconds }) => keepFiringForSeconds >= 300)).toBe(true);
  expect(alerts.map(({ name }) => name)).toContain("ShopAvailabilityDataMissing");
});

test("9: one error in a quiet night pages nobody, and five of them do", async () => {
  const service = serviceWith({ objective: 0.9999 });
  // One request every 15 s; the first of the errors after an hour, the others within the next minute.
  const input = (errors: number) => [counter("good", rising([1, 260])), counter("bad", rising([0, 240], [1, errors], [0, 20 - errors]))];
  const paging = select(
    { kind: "record", name: "ALERTS", help: "Alerts.", unit: "count", labels: { alertstate: ["firing"], action: ["page"] } } as const,
    { alertstate: "firing", action: "page" },
  );
  const at = HOUR + 300;
  const groups = sloRules({ service, ...times });
  const run = (errors: number) =>
    evaluate({ groups, input: input(errors), sampleSeconds: 15, evaluationSeconds: 300 }, [
      { expression: burn("1h"), atSeconds: at },
      { expression: paging, atSeconds: at },
    ]);
  const [burnOfOne, pagesOfOne] = await run(1);
  expect([...(burnOfOne?.values() ?? [])][0]).toBeGreaterThan(10);
  expect(pagesOfOne?.size).toBe(0);
  const [, pagesOfFive] = await run(5);
  expect([...(pagesOfFive?.keys() ?? [])].join()).toContain("ShopAvailabilityFastBurn");
});

test("10: a threshold between two buckets is refused", () => {
  const sli = threshold({ metric: search, bound: 0.7 as never });
  expect(() => defineSlo({ name: "a", help: "A.", objective: 0.95, sli })).toThrow(expect.objectContaining({ code: "threshold_not_a_bucket" }));
});

test("two counters whose events come and go at different times are never more good than all", async () => {
  const done = defineCounter({ name: "orders_done_total", help: "Orders done." });
  const begun = defineCounter({ name: "orders_begun_total", help: "Orders begun." });
  const sli = eventRatio({ good: { metric: done, labels: {} }, total: { metric: begun, labels: {} } });
  const service = defineService({ ...base, name: "shop", metrics: { done, begun }, slos: [{ ...(shop.slos[0] ?? expect.fail()), sli }] });
  const labels = { job: "shop", instance: "shop:1" };
  const input: readonly InputSeries[] = [
    { series: begun, part: "value", labels, samples: rising([10, 200], [0, 40]) },
    { series: done, part: "value", labels, samples: rising([8, 200], [10, 40]) },
  ];
  const [five, hour] = await ask(
    input,
    [burn("5m"), good].map((expression) => ({ expression, atSeconds: HOUR - 300 })),
    service,
  );
  expect(five).toEqual([0]);
  expect(hour?.[0]).toBeLessThanOrEqual(1);
});
