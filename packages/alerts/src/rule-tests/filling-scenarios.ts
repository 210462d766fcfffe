import { type AlertingRule, labelsOf, labelsOfSelected, labelsRefused, type SeriesLabels } from "@platform/promql";
import type { Filling } from "../definition/alert-definition.ts";
import type { DrivenSeries } from "./drive.ts";
import { type Pace, paceOf, type Scenario } from "./scenario.ts";
import { rounded } from "./timeline.ts";

const SIZE = 1e6;

/** A time in which the free amount falls evenly. */
interface Fall {
  readonly seconds: number;
  readonly from: number;
  /** Per second. */
  readonly step: number;
}

/**
 * Quiet while nothing moves and while it would take half as long again to fill; fires when it fills in time; ends when it is
 * emptied. Quiet however fast it fills while little is in use.
 */
export function fillingScenarios(rule: AlertingRule, filling: Filling): readonly Scenario[] {
  const { windowSeconds: window, aheadSeconds: ahead, fromShare } = filling;
  const pace = paceOf(window, rule.forSeconds);
  const half = SIZE * (1 - fromShare) * 0.95;
  const long = rounded(window + rule.forSeconds + pace.slackSeconds, pace.sampleSeconds);
  const slow = half / (1.6 * ahead + long);
  const afterSlow = half - slow * long;
  const fast = afterSlow / (0.9 * ahead);
  const falls: readonly Fall[] = [
    { seconds: long, from: half, step: 0 },
    { seconds: long, from: half, step: slow },
    { seconds: long, from: afterSlow, step: fast },
    { seconds: long, from: SIZE * 0.99, step: 0 },
  ];
  const edge = SIZE * (1 - fromShare);
  const start = SIZE - (SIZE - edge) * 0.01;
  const steep = Math.max((start - edge) / (2 * long), edge / (0.5 * ahead));
  const gate = rounded((start - edge) / steep, pace.sampleSeconds);
  const hold = rule.forSeconds;
  const passes: readonly Fall[] = [
    { seconds: rounded(gate + hold + 3 * pace.slackSeconds, pace.sampleSeconds), from: start, step: steep },
    { seconds: long, from: SIZE, step: 0 },
  ];
  const [{ seconds: ends }] = passes as readonly [Fall, Fall];
  const firing = [firingLabels(rule, filling)];
  return [
    scenario(rule, filling, pace, "fires when it fills in time, and only then", falls, [
      [long, []],
      [2 * long, []],
      [3 * long, firing],
      [4 * long, []],
    ]),
    scenario(rule, filling, pace, "stays quiet while little is in use", passes, [
      [gate - pace.sampleSeconds, []],
      ...(hold > 2 * pace.evaluationSeconds ? [[gate + hold - pace.evaluationSeconds, []] as const] : []),
      [gate + hold + pace.slackSeconds, firing],
      [ends + pace.slackSeconds, []],
    ]),
  ];
}

function scenario(
  rule: AlertingRule,
  filling: Filling,
  pace: Pace,
  title: string,
  falls: readonly Fall[],
  times: readonly (readonly [number, readonly SeriesLabels[]])[],
): Scenario {
  const { of, size } = filling;
  const decoys = [of, size].flatMap((one) =>
    labelsRefused(one).map((labels): DrivenSeries => ({ of: one, labels, form: "level", amount: filling.says === "free" ? -SIZE : 2 * SIZE })),
  );
  const isFree = filling.says === "free";
  return {
    ...pace,
    title,
    stretches: falls.map(({ seconds, from, step }) => ({
      seconds,
      series: [
        { of, labels: labelsOfSelected(of), form: "level", amount: isFree ? from : SIZE - from, risePerSecond: isFree ? -step : step },
        { of: size, labels: labelsOfSelected(size), form: "level", amount: SIZE },
        ...decoys,
      ],
    })),
    expectations: times.map(([seconds, firing]) => ({
      alert: rule,
      atSeconds: Math.floor(seconds / pace.evaluationSeconds) * pace.evaluationSeconds,
      firing,
    })),
  };
}

function firingLabels(rule: AlertingRule, { of }: Filling): SeriesLabels {
  const labels = labelsOfSelected(of);
  return Object.fromEntries([...labelsOf(rule.expression).keys()].flatMap((label) => (labels[label] === undefined ? [] : [[label, labels[label]]])));
}
