import type { AlertExpectation, AlertingRule, InputSeries, RuleTest } from "@platform/promql";
import { seriesName } from "@platform/promql";
import type { SloContext } from "../rules/slo-context.ts";
import { type SloInputOptions, sloInput } from "./slo-input.ts";
import { type Stretch, totalSeconds } from "./stretch.ts";

/** Seconds between the samples and between the evaluations of a test. */
export interface Pace {
  readonly sampleSeconds: number;
  readonly evaluationSeconds: number;
}

/** What one SLO goes through, and what an alert of it must do. Scenarios of one title and pace run side by side in one test. */
export interface Scenario extends Pace, Omit<SloInputOptions, "sampleSeconds"> {
  readonly title: string;
  readonly context: SloContext;
  readonly alert: AlertingRule;
  /** Labels of the alert's series while it fires. */
  readonly firing: readonly Readonly<Record<string, string>>[];
  /** Whether it fires, by time in seconds. Times are rounded down to an evaluation. */
  readonly expected: readonly (readonly [number, boolean])[];
}

/** Scenarios of many SLOs as tests. A test costs what its evaluations cost, so that SLOs share them. */
export function testsOfScenarios(scenarios: readonly Scenario[]): readonly RuleTest[] {
  const groups = Map.groupBy(scenarios, ({ title, sampleSeconds, evaluationSeconds }) => `${title} ${sampleSeconds} ${evaluationSeconds}`);
  return [...groups.values()].map(([first, ...others]) => testOf([first as Scenario, ...others]));
}

function testOf(scenarios: readonly [Scenario, ...Scenario[]]): RuleTest {
  const [{ title, sampleSeconds, evaluationSeconds }] = scenarios;
  const input = scenarios.flatMap(({ context, ...options }) => sloInput(context, options));
  const expectations = scenarios.flatMap(expectationsOf).toSorted((one, other) => one.atSeconds - other.atSeconds);
  return { name: title, sampleSeconds, evaluationSeconds, input: longestOfEach(input), expectations };
}

/** Tests of many SLOs that happen alike, as one. */
export function sharedTests(tests: readonly RuleTest[]): readonly RuleTest[] {
  const groups = Map.groupBy(tests, ({ name, sampleSeconds, evaluationSeconds }) => `${name} ${sampleSeconds} ${evaluationSeconds}`);
  return [...groups.values()].map(([first, ...others]) => {
    const all = [first as RuleTest, ...others];
    return { ...all[0], input: longestOfEach(all.flatMap(({ input }) => input)), values: all.flatMap(({ values }) => values ?? []) } as RuleTest;
  });
}

function expectationsOf({ alert, firing, expected, evaluationSeconds }: Scenario): readonly AlertExpectation[] {
  return expected.map(([seconds, fires]) => {
    return { alert, atSeconds: Math.floor(seconds / evaluationSeconds) * evaluationSeconds, firing: fires ? firing : [] };
  });
}

/** SLOs of a service share decoys and targets, which differ in nothing but their length. */
function longestOfEach(input: readonly InputSeries[]): readonly InputSeries[] {
  const longest = new Map<string, InputSeries>();
  for (const series of input) {
    const key = `${seriesName(series)}${JSON.stringify(series.labels)}`;
    const known = longest.get(key);
    if (known === undefined || sampleCount(known) < sampleCount(series)) {
      longest.set(key, series);
    }
  }
  return [...longest.values()];
}

function sampleCount({ samples }: InputSeries): number {
  return samples.reduce((sum, run) => sum + (run.kind === "stale" ? 1 : run.count), 0);
}

/** Events for a whole number of samples, at least so many seconds. */
export function traffic({ sampleSeconds }: Pace, seconds: number, perSecond: number, badShare: number): Stretch {
  return { kind: "traffic", seconds: Math.ceil(seconds / sampleSeconds) * sampleSeconds, perSecond, badShare };
}

/** The target does not answer. */
export function gone({ sampleSeconds }: Pace, seconds: number): Stretch {
  return { kind: "gone", seconds: Math.ceil(seconds / sampleSeconds) * sampleSeconds };
}

/** The time at which the first stretches are over. */
export function endOf(stretches: readonly Stretch[], count: number): number {
  return totalSeconds(stretches.slice(0, count));
}

/** Tiles are counted, so that an evaluation comes at the end of one. */
export function tilePace({ tileSeconds, scrapeIntervalSeconds }: SloContext, tiles: number): Pace {
  return { sampleSeconds: Math.max(scrapeIntervalSeconds, Math.floor(tileSeconds / 2)), evaluationSeconds: tiles * tileSeconds };
}
