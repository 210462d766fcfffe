import { type AlertingRule, labelsOf, labelsOfSelected, labelsRefused, type Selector, type SeriesLabels, select, up } from "@platform/promql";
import type { DrivenSeries } from "./drive.ts";
import { paceOf, type Scenario } from "./scenario.ts";
import type { Stretch } from "./timeline.ts";

/** Nothing while the series is there, however many others are; in time when it is gone; nothing when it is back. */
export function absentScenarios(rule: AlertingRule, of: Selector): readonly Scenario[] {
  const present = level(of, labelsOfSelected(of));
  const others = labelsRefused(of).map((labels) => level(of, labels));
  const labels = Object.fromEntries([...labelsOf(rule.expression)].map(([label, values]) => [label, Array.isArray(values) ? String(values[0]) : ""]));
  return [goneScenario(rule, "fires while its series is gone", [...others], [present], [labels])];
}

/** As above for each of several series, and nothing when the whole job is gone. */
export function dataMissingScenarios(rule: AlertingRule, of: readonly Selector[], job: string): readonly Scenario[] {
  const target = (value: number): DrivenSeries => ({ of: select(up, { job }), labels: { job, instance: "1" }, form: "level", amount: value });
  const series = (one: Selector) => level(one, labelsOfSelected(one));
  const decoys = of.flatMap((one) => labelsRefused(one).map((labels) => level(one, labels)));
  const hold = rule.forSeconds;
  const pace = paceOf(0, hold);
  const all = of.map(series);
  return [
    ...of.map((one) => {
      const others = of.filter((other) => other !== one).map(series);
      const firing = [{ job, metric: one.series.name }];
      return goneScenario(rule, `fires while ${one.series.name} is missing`, [target(1), ...others, ...decoys], [series(one)], firing);
    }),
    {
      ...pace,
      title: "leaves it to another alert that the whole job is gone",
      stretches: [
        { seconds: pace.slackSeconds, series: [target(1), ...all] },
        { seconds: 2 * hold + pace.slackSeconds, series: [target(0)] },
        { seconds: 2 * hold + pace.slackSeconds, series: [] },
      ],
      expectations: [
        { alert: rule, atSeconds: floor(2 * (hold + pace.slackSeconds), pace.evaluationSeconds), firing: [] },
        { alert: rule, atSeconds: floor(4 * hold + 3 * pace.slackSeconds, pace.evaluationSeconds), firing: [] },
      ],
    },
  ];
}

function goneScenario(
  rule: AlertingRule,
  title: string,
  always: readonly DrivenSeries[],
  watched: readonly DrivenSeries[],
  firing: readonly SeriesLabels[],
): Scenario {
  const hold = rule.forSeconds;
  const pace = paceOf(0, hold);
  const { slackSeconds, evaluationSeconds } = pace;
  const seconds = [slackSeconds + evaluationSeconds, hold + 2 * slackSeconds, 2 * slackSeconds] as const;
  const stretches: readonly Stretch[] = seconds.map((length, index) => ({ seconds: length, series: index === 1 ? always : [...always, ...watched] }));
  const gone = seconds[0];
  return {
    ...pace,
    title,
    stretches,
    expectations: [
      { alert: rule, atSeconds: floor(gone - 1, evaluationSeconds), firing: [] },
      { alert: rule, atSeconds: floor(gone + hold - evaluationSeconds, evaluationSeconds), firing: [] },
      { alert: rule, atSeconds: floor(gone + hold + slackSeconds, evaluationSeconds), firing },
      { alert: rule, atSeconds: floor(gone + seconds[1] + slackSeconds, evaluationSeconds), firing: [] },
    ],
  };
}

function level(of: Selector, labels: SeriesLabels): DrivenSeries {
  return { of, labels, form: "level", amount: 1 };
}

function floor(seconds: number, evaluationSeconds: number): number {
  return Math.floor(seconds / evaluationSeconds) * evaluationSeconds;
}
