import { printDuration, type RuleTest } from "@platform/promql";
import { expect, test } from "vitest";
import type { BurnRateTier, TierName } from "../src/definition/burn-rate-tier.ts";
import { type Detection, detectionTable, sloRules } from "../src/index.ts";
import { ownSeries } from "../src/rule-tests/slo-input.ts";
import { type Stretch, seriesRuns } from "../src/rule-tests/stretch.ts";
import { isRaw } from "../src/rules/burn-windows.ts";
import { identity, type SloContext, sloContexts } from "../src/rules/slo-context.ts";
import { readsNativeHistograms, runRuleTests } from "./run-promtool.ts";
import { hotel, native, payment, search, taxi } from "./travel-services.ts";

const times = { scrapeIntervalSeconds: 15, evaluationIntervalSeconds: 30, tileSeconds: 300 };
const PER_SECOND = 1000;

const knowsNative = await readsNativeHistograms();
const contexts = [payment, hotel, taxi, search, ...(knowsNative ? [native] : [])].flatMap((service) => sloContexts({ service, ...times }));

/** Tiers of one and of six hours of every SLO, all of the first: what a test of some days can show. */
const cases = contexts.flatMap((context): readonly (readonly [kind: string, slo: string, SloContext, readonly Detection[]])[] => {
  const longest = context === contexts[0] ? Number.POSITIVE_INFINITY : 21_600;
  const rows = detectionTable({ service: { ...context.service, slos: [context.slo] }, ...times }).filter(({ tier: name, seconds, errorRatio }) => {
    const tier = tierOf(context, name);
    return (
      tier.longSeconds <= longest &&
      seconds < Math.max(7200, tier.longSeconds) &&
      // A slice is bad or good as a whole: of a tenth of its events it says nothing about a tenth of slices.
      (context.slo.sli.kind !== "time-slice" || errorRatio === 1) &&
      (context === contexts[0] || errorRatio >= 0.1)
    );
  });
  return rows.length === 0 ? [] : [[context.slo.sli.kind, context.slo.name, context, rows]];
});

function tierOf({ slo }: SloContext, name: TierName): BurnRateTier {
  return slo.tiers.find((tier) => tier.name === name) ?? expect.fail();
}

/** Windows of two hours and more are made of tiles, at whose pace they show what they do in life; slices have their own. */
function paceOf({ slo }: SloContext, { longSeconds }: BurnRateTier): number {
  const { evaluationIntervalSeconds, tileSeconds } = times;
  return isRaw(longSeconds) ? evaluationIntervalSeconds : slo.sli.kind === "time-slice" ? slo.sli.sliceSeconds : tileSeconds;
}

test.each(cases)(
  "an SLO of %s fires when its table says: %s",
  async (_, __, context, rows) => {
    const groups = sloRules({ service: context.service, ...times });
    expect(
      await runRuleTests(
        groups,
        rows.map((row) => detectionTest(row, context)),
      ),
    ).toBe("");
  },
  300_000,
);

test("every SLO with a tier of six hours has a row of it that is shown", () => {
  const withTier = contexts.filter(({ slo }) => slo.tiers.some(({ longSeconds }) => longSeconds === 21_600)).map(({ slo }) => slo.name);
  const shown = cases.filter(([, , context, rows]) => rows.some(({ tier }) => tierOf(context, tier).longSeconds === 21_600)).map(([, name]) => name);
  expect(shown).toEqual(withTier);
});

test("every kind of SLI has a row that is shown; native histograms where promtool reads them", () => {
  const kinds = [payment, hotel, taxi, search, native].flatMap(({ slos }) => slos.map(({ sli }) => sli.kind));
  expect(new Set([...cases.map(([kind]) => kind), ...(knowsNative ? [] : ["native-threshold"])])).toEqual(new Set(kinds));
});

test("an error ratio that no tier sees is never detected", () => {
  const latency = { ...payment, slos: payment.slos.filter(({ name }) => name === "latency") };
  const unseen = detectionTable({ service: latency, ...times }).filter(({ seconds }) => seconds === Number.POSITIVE_INFINITY);
  expect(unseen.map(({ tier, errorRatio }) => `${tier} ${errorRatio}`)).toEqual([
    "fast 0.1",
    "fast 0.01",
    "medium 0.1",
    "medium 0.01",
    "slow 0.1",
    "slow 0.01",
    "day 0.1",
    "day 0.01",
    "steady 0.01",
  ]);
});

/** As long as the window without an error, then a share of errors: quiet until just before the time of the table, firing at its latest. */
function detectionTest({ tier: name, errorRatio, seconds, withinSeconds }: Detection, context: SloContext): RuleTest {
  const { scrapeIntervalSeconds: sampleSeconds } = times;
  const tier = tierOf(context, name);
  const evaluationSeconds = paceOf(context, tier);
  const alert = sloRules({ service: context.service, ...times })
    .flatMap(({ rules }) => rules.filter((rule) => rule.kind === "alert"))
    .find(({ labels }) => labels.tier === name && labels.slo === context.slo.name);
  const start = tier.longSeconds;
  const stretches: readonly Stretch[] = [
    { kind: "traffic", seconds: start, perSecond: PER_SECOND, badShare: 0 },
    { kind: "traffic", seconds: (Math.ceil(withinSeconds / sampleSeconds) + 4) * sampleSeconds, perSecond: PER_SECOND, badShare: errorRatio },
  ];
  const at = (time: number, fires: boolean) => ({
    alert: alert ?? expect.fail(),
    atSeconds: Math.floor(time / evaluationSeconds) * evaluationSeconds,
    firing: fires ? [{ ...identity(context), window: printDuration(tier.longSeconds) }] : [],
  });
  return {
    name: `${name} at ${errorRatio}`,
    sampleSeconds,
    evaluationSeconds,
    input: ownSeries(context).map(({ selector: { series, part }, labels, counted }) => {
      return { series, part, labels: { ...labels, instance: "a" }, samples: seriesRuns(stretches, counted, sampleSeconds) };
    }),
    expectations: [
      at(start, false),
      // A minute early for extrapolation, which sees the first errors a little larger than they are.
      ...(seconds > 120 ? [at(start + seconds - 60, false)] : []),
      at(start + withinSeconds, true),
    ],
  };
}
