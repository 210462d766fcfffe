import { type InputSeries, type RecordingRule, type SampleRun, select } from "@platform/promql";
import { expect, test } from "vitest";
import { defineService, defineSlo, httpAvailability, type PeriodOptions, sloEvents } from "../src/define.ts";
import { sloRecords, sloRules } from "../src/index.ts";
import { sloContexts } from "../src/rules/slo-context.ts";
import { partRecord, tileRecord } from "../src/rules/tiles.ts";
import { poisson, randomFrom } from "./event-simulator.ts";
import { evaluate } from "./run-promtool.ts";

// Long periods are read in parts, each where it was the last one. promtool evaluates rules without a pause: a Prometheus that is down is shown by what it
// would have recorded, tiles first, then parts, then budgets, each from those before and with nothing where nobody evaluated.

const MINUTE = 60;
const HOUR = 3600;
const DAY = 86_400;
const SCRAPE = 75;
const TILE = HOUR;
const END = 96 * DAY;
const identity = { job: "shop", slo: "availability" };
const KINDS = ["total", "bad"] as const;

/** Prometheus is down: less than a tile, over a night, over a weekend. */
const OUTAGES = [
  [20 * DAY + 5 * MINUTE, 20 * DAY + 45 * MINUTE],
  [33 * DAY, 33 * DAY + 7 * HOUR],
  [61 * DAY + 10 * HOUR, 63 * DAY + 2 * HOUR],
  [75 * DAY, 75 * DAY + 30 * MINUTE],
] as const;

const isDown = (seconds: number) => OUTAGES.some(([from, to]) => seconds >= from && seconds < to);
/** Of an outage that is longer than a tile nothing is known. */
const isLost = (seconds: number) => OUTAGES.some(([from, to]) => to - from > TILE && seconds >= from && seconds < to);

/** Days and nights, with a bad day now and then; none where a bridged part reaches back too far, since that day then counts for longer. */
const rateAt = (seconds: number) => 0.05 + 0.1 * (1 + Math.sin((2 * Math.PI * seconds) / DAY));
const badShareAt = (seconds: number) => (Math.floor(seconds / DAY) % 9 === 6 ? 0.05 : 0.004);

interface Events {
  readonly total: number;
  readonly bad: number;
}

/** Counters of one instance, which restarts every eleven days, as they are scraped: one scrape in fifty fails. */
function simulated() {
  const random = randomFrom(7);
  const seen: Record<"good" | "bad", SampleRun[]> = { good: [], bad: [] };
  const counted = { good: 0, bad: 0 };
  const sums: Events[] = [{ total: 0, bad: 0 }];
  for (let second = 0; second <= END; second += SCRAPE) {
    const answers = !isDown(second) && random() >= 0.02;
    for (const outcome of ["good", "bad"] as const) {
      seen[outcome].push(answers ? { kind: "line", from: counted[outcome], step: 0, count: 1 } : { kind: "none", count: 1 });
    }
    if (second % (11 * DAY) === 0) {
      Object.assign(counted, { good: 0, bad: 0 });
    }
    const total = poisson(random, rateAt(second) * SCRAPE);
    const bad = Array.from({ length: total }, random).filter((chance) => chance < badShareAt(second)).length;
    counted.good += total - bad;
    counted.bad += bad;
    const last = sums.at(-1) ?? { total: 0, bad: 0 };
    sums.push(isLost(second) ? last : { total: last.total + total, bad: last.bad + bad });
  }
  const at = (seconds: number) => sums[Math.max(0, Math.min(sums.length - 1, Math.round(seconds / SCRAPE)))] ?? { total: 0, bad: 0 };
  return { seen, badShare: (from: number, to: number) => (at(to).bad - at(from).bad) / (at(to).total - at(from).total) };
}

const { seen, badShare } = simulated();

/** What rules would have recorded, each time that Prometheus was up: a series, with nothing in between. */
function recordedSeries(record: Parameters<typeof select>[0], at: ReadonlyMap<number, ReadonlyMap<string, number>>): readonly InputSeries[] {
  const labels = new Set([...at.values()].flatMap((answer) => [...answer.keys()]));
  return [...labels].map((text): InputSeries => {
    const samples = Array.from({ length: END / TILE + 1 }, (_, index): SampleRun => {
      const value = at.get(index * TILE)?.get(text);
      return value === undefined ? { kind: "none", count: 1 } : { kind: "line", from: value, step: 0, count: 1 };
    });
    const since = /since="(\d+)"/.exec(text)?.[1];
    return { series: record, part: "value", labels: { ...identity, ...(since !== undefined && { since }) }, samples };
  });
}

const periods: readonly (readonly [PeriodOptions, begin: (now: number) => number, looks: readonly number[]])[] = [
  [{ windowDays: 62 }, (now) => now - 62 * DAY, [64 * DAY + 4 * HOUR, 70 * DAY, 92 * DAY + 20 * HOUR, 93 * DAY + 12 * HOUR, END]],
  [{ windowDays: 90 }, (now) => now - 90 * DAY, [91 * DAY, 91 * DAY + 16 * HOUR, 93 * DAY + 4 * HOUR, END]],
  [{ calendar: "quarter" }, (now) => (now < 90 * DAY ? 0 : 90 * DAY), [64 * DAY, 70 * DAY, 89 * DAY, 95 * DAY]],
];

/** Tiles are the same whatever rolling period is made of them. */
const tilesOf = new Map<string, Promise<readonly InputSeries[]>>();

test.each(periods)(
  "outages of Prometheus change nothing but what happened in them: the share of bad events over %j is right within 1 %",
  async (period, begin, looks) => {
    const slo = defineSlo({ name: "availability", help: "Answers.", objective: 0.99, sli: httpAvailability(), tiers: ["fast"], ...period });
    const service = defineService({ name: "shop", title: "Shop", help: "Sells.", owner: "shop", port: 3000, slos: [slo] });
    const times = { scrapeIntervalSeconds: SCRAPE, evaluationIntervalSeconds: 75, tileSeconds: TILE };
    const [context = expect.fail()] = sloContexts({ service, ...times });
    const rules = sloRules({ service, ...times }).flatMap((group) => group.rules.filter((rule): rule is RecordingRule => rule.kind === "recording"));
    const expressionOf = (name: string) => rules.find(({ record }) => record.name === name)?.expression ?? expect.fail();
    const counter = sloEvents(service.slos) ?? expect.fail();
    const counters = (["good", "bad"] as const).map((outcome): InputSeries => {
      return { series: counter, part: "value", labels: { ...identity, outcome, instance: "shop:1" }, samples: seen[outcome] };
    });
    /** What each rule of a record would have recorded at these times, of input that the rules before have made. */
    const ask = async (recordOf: typeof tileRecord, at: readonly number[], run: Omit<Parameters<typeof evaluate>[0], "evaluationSeconds">) => {
      const asked = KINDS.flatMap((kind) =>
        at.map((atSeconds) => {
          const record = recordOf(context, kind);
          return { kind, atSeconds, expression: run.groups.length > 0 ? select(record, identity) : expressionOf(record.name) };
        }),
      );
      const answers = await evaluate({ ...run, evaluationSeconds: TILE }, asked);
      return KINDS.flatMap((kind) => {
        const ofKind = asked.flatMap((one, index) =>
          one.kind === kind ? [[one.atSeconds, answers[index] ?? new Map<string, number>()] as const] : [],
        );
        return recordedSeries(recordOf(context, kind), new Map(ofKind));
      });
    };
    const up = Array.from({ length: END / TILE }, (_, index) => (index + 1) * TILE).filter((seconds) => !isDown(seconds));
    const tileNames = KINDS.map((kind) => tileRecord(context, kind).name);
    const tileRules = { name: "tiles", intervalSeconds: TILE, rules: rules.filter((rule) => tileNames.includes(rule.record.name)) };
    const known = tilesOf.get(tileNames.join()) ?? ask(tileRecord, up, { groups: [tileRules], input: counters, sampleSeconds: SCRAPE });
    tilesOf.set(tileNames.join(), known);
    const read = looks.flatMap((now) => [0, 30, 31, 60, 92 / 3, (2 * 92) / 3].map((days) => now - days * DAY));
    const last = [...new Set(read.flatMap((seconds) => up.findLast((one) => one <= seconds) ?? []))];
    const parts = await ask(partRecord, last, { groups: [], input: await known, sampleSeconds: TILE });
    const questions = looks.map((now) => ({ expression: expressionOf(sloRecords.goodRatio.name), atSeconds: now }));
    const answers = await evaluate({ groups: [], input: parts, sampleSeconds: TILE, evaluationSeconds: DAY }, questions);
    for (const [index, now] of looks.entries()) {
      const measured = 1 - ([...(answers[index]?.values() ?? [])][0] ?? Number.NaN);
      const truth = badShare(Math.max(0, begin(now) - SCRAPE), now - SCRAPE);
      expect.soft(Math.abs(measured / truth - 1), `on day ${now / DAY}: ${measured} for ${truth}`).toBeLessThanOrEqual(0.01);
    }
  },
  300_000,
);
