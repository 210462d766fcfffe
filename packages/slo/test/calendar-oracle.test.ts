import { select } from "@platform/promql";
import { expect, test } from "vitest";
import { type CalendarPeriod, defineService, defineSlo, httpAvailability, type SloOptions, sloEvents, timeSlice } from "../src/define.ts";
import { errorBudget, sloRecords, sloRules } from "../src/index.ts";
import { eventsWithin, type Stretch, seriesRuns } from "../src/rule-tests/stretch.ts";
import { neededRules } from "./needed-rules.ts";
import { evaluate } from "./run-promtool.ts";

// SLIs and periods that are not of single events in a rolling window, against what truly happened.

const HOUR = 3600;
const DAY = 86_400;
const SCRAPE = 75;
const TILE = HOUR;
const OBJECTIVE = 0.99;
const identity = { job: "shop", slo: "availability" };

function serviceWith(options: Partial<SloOptions>) {
  const rest = { name: "availability", help: "Answers.", objective: OBJECTIVE, tiers: ["fast"] } as const;
  const slo = defineSlo({ ...rest, sli: httpAvailability(), ...options } as SloOptions);
  return defineService({ name: "shop", title: "Shop", help: "Sells.", owner: "shop", port: 3000, slos: [slo] });
}

function inputOf(stretches: readonly Stretch[], sampleSeconds: number, service: ReturnType<typeof serviceWith>) {
  const series = sloEvents(service.slos) ?? expect.fail();
  return (["good", "bad"] as const).map((outcome) => {
    const labels = { ...identity, outcome, instance: "shop:1" };
    return { series, part: "value", labels, samples: seriesRuns(stretches, outcome, sampleSeconds) } as const;
  });
}

const traffic = (seconds: number, perSecond: number, badShare: number): Stretch => ({ kind: "traffic", seconds, perSecond, badShare });

/** promtool begins on Thursday, 1 January 1970. */
const periods: readonly (readonly [CalendarPeriod, begin: number, end: number, averagedDays: number])[] = [
  ["week", 4 * DAY, 11 * DAY, 7],
  ["month", 31 * DAY, 59 * DAY, 31],
];

test.each(periods)(
  "the budget of a calendar %s is spent by its own events alone, within 1 % of the truth",
  async (calendar, begin, end, averagedDays) => {
    const stretches = [
      traffic(begin - DAY, 10, 0.002),
      // The last day of the period before, of which nothing may count.
      traffic(DAY, 40, 0.05),
      traffic(6 * HOUR, 5, 0.03),
      traffic(18 * HOUR, 20, 0.001),
    ];
    const now = begin + DAY;
    const service = serviceWith({ calendar });
    const groups = sloRules({ service, scrapeIntervalSeconds: SCRAPE, evaluationIntervalSeconds: 75, tileSeconds: TILE });
    const needed = neededRules(groups, (rule) => rule.kind === "recording" && rule.record === sloRecords.budgetRemaining);
    // As one group: promtool evaluates groups in any order, so that a budget may lack the last tile.
    const one = [{ name: "all", intervalSeconds: TILE, rules: needed.flatMap(({ rules }) => rules) }];
    const questions = [sloRecords.goodRatio, sloRecords.budgetRemaining].map((record) => ({ expression: select(record, identity), atSeconds: now }));
    const input = inputOf(stretches, SCRAPE, service);
    const answers = await evaluate({ groups: one, input, sampleSeconds: SCRAPE, evaluationSeconds: TILE }, questions);
    const [good = Number.NaN, remaining = Number.NaN] = answers.map((answer) => [...answer.values()][0]);
    // A tile ends one scrape before its evaluation.
    const soFar = eventsWithin(stretches, now - SCRAPE, DAY);
    const averaged = Math.min(now, averagedDays * DAY);
    const toCome = (eventsWithin(stretches, now - SCRAPE, averaged).total / averaged) * (end - now);
    const spent = soFar.bad / (errorBudget({ objective: OBJECTIVE }) * (soFar.total + toCome));
    expect(Math.abs((1 - good) / (soFar.bad / soFar.total) - 1)).toBeLessThanOrEqual(0.01);
    expect(Math.abs((1 - remaining) / spent - 1)).toBeLessThanOrEqual(0.01);
  },
  300_000,
);

test("the budget of a period that is read in parts is that of all its events, of none before it", async () => {
  // Two parts of twenty days.
  const [windowDays, now] = [40, 45 * DAY];
  const stretches = [
    traffic(4 * DAY, 10, 0.004),
    // All of it is over when the period begins.
    traffic(DAY, 80, 0.2),
    traffic(6 * DAY, 5, 0.001),
    // In the earlier part, then on both sides of the joint.
    traffic(2 * DAY, 40, 0.02),
    traffic(11 * DAY, 10, 0.002),
    traffic(2 * DAY, 60, 0.03),
    traffic(18 * DAY, 20, 0.001),
    traffic(DAY, 30, 0.01),
  ];
  const service = serviceWith({ windowDays });
  const groups = sloRules({ service, scrapeIntervalSeconds: SCRAPE, evaluationIntervalSeconds: 75, tileSeconds: TILE });
  const needed = neededRules(groups, (rule) => rule.kind === "recording" && rule.record === sloRecords.goodRatio);
  const one = [{ name: "all", intervalSeconds: TILE, rules: needed.flatMap(({ rules }) => rules) }];
  const input = inputOf(stretches, SCRAPE, service);
  const at = { expression: select(sloRecords.goodRatio, identity), atSeconds: now };
  const [answer] = await evaluate({ groups: one, input, sampleSeconds: SCRAPE, evaluationSeconds: TILE }, [at]);
  const { total, bad } = eventsWithin(stretches, now - SCRAPE, windowDays * DAY);
  expect(Math.abs((1 - ([...(answer?.values() ?? [])][0] ?? Number.NaN)) / (bad / total) - 1)).toBeLessThanOrEqual(0.01);
}, 300_000);

test("a time-slice budget counts the minutes in which too much failed, however busy they were", async () => {
  const stretches = [
    traffic(2 * HOUR, 10, 0.01),
    traffic(HOUR / 2, 1, 0.3),
    traffic(3 * HOUR, 50, 0.02),
    traffic(HOUR / 2, 100, 0.5),
    traffic(2 * HOUR, 5, 0),
  ];
  const service = serviceWith({ sli: timeSlice({ of: httpAvailability(), minimumGood: 0.95 }) });
  const groups = sloRules({ service, scrapeIntervalSeconds: 15, evaluationIntervalSeconds: 60, tileSeconds: 60 });
  const needed = neededRules(groups, (rule) => rule.kind === "recording" && rule.record === sloRecords.goodRatio);
  const [answer] = await evaluate({ groups: needed, input: inputOf(stretches, 15, service), sampleSeconds: 15, evaluationSeconds: 60 }, [
    { expression: select(sloRecords.goodRatio, identity), atSeconds: 8 * HOUR },
  ]);
  const bad = 1 - ([...(answer?.values() ?? [])][0] ?? Number.NaN);
  // An hour of eight; a minute in which trouble begins or ends may be either.
  expect(Math.abs(bad - 1 / 8)).toBeLessThanOrEqual(4 / (8 * 60));
}, 300_000);
