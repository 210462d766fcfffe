import { type AlertingRule, type SeriesLabels, select, up } from "@platform/promql";
import type { DrivenSeries } from "./drive.ts";
import { type Pace, paceOf, type Scenario } from "./scenario.ts";
import type { Stretch } from "./timeline.ts";

type Answers = Readonly<Record<string, 0 | 1>>;

/** Fires when no target of a job answers, and when there is none; not for another job, nor while one answers. */
export function downScenarios(rule: AlertingRule, job: string): readonly Scenario[] {
  const steps = (first: Answers) => [first, { a: 0, b: 0 }, { a: 1, b: 1 }] as const;
  return [
    targetScenario(rule, job, "fires when no target answers", steps({ a: 0, b: 1 }), [{ job }]),
    targetScenario(rule, job, "fires when there is no target", [{ a: 1 }, {}, { a: 1 }], [{ job }]),
  ];
}

/** Fires for a target that does not answer while another does. */
export function instanceDownScenarios(rule: AlertingRule, job: string): readonly Scenario[] {
  const firing = [{ job, instance: "a:1", host: "a" }];
  return [
    targetScenario(
      rule,
      job,
      "fires for a target that does not answer",
      [
        { a: 1, b: 1 },
        { a: 0, b: 1 },
        { a: 1, b: 1 },
      ],
      firing,
    ),
    targetScenario(
      rule,
      job,
      "leaves it to another alert that no target answers",
      [
        { a: 1, b: 1 },
        { a: 0, b: 0 },
        { a: 1, b: 1 },
      ],
      [],
    ),
  ];
}

/** Fires for each target that does not answer. */
export function targetDownScenarios(rule: AlertingRule, job: string): readonly Scenario[] {
  const firing = [{ job, instance: "a:1", host: "a" }];
  return [
    targetScenario(
      rule,
      job,
      "fires for a target that does not answer",
      [
        { a: 1, b: 1 },
        { a: 0, b: 1 },
        { a: 1, b: 1 },
      ],
      firing,
    ),
  ];
}

/** Fires from the first evaluation on, whatever there is. */
export function alwaysScenarios(rule: AlertingRule): readonly Scenario[] {
  const pace = paceOf(0, rule.forSeconds);
  const end = rule.forSeconds + pace.slackSeconds;
  const firing = [{}];
  return [
    {
      ...pace,
      title: "fires always",
      stretches: [{ seconds: end + pace.slackSeconds, series: [] }],
      expectations: [{ alert: rule, atSeconds: Math.floor(end / pace.evaluationSeconds) * pace.evaluationSeconds, firing }],
    },
  ];
}

/** Well, ill, well again. Another job is well or ill at the same time, the other way round. */
function targetScenario(
  rule: AlertingRule,
  job: string,
  title: string,
  [well, ill, again]: readonly [Answers, Answers, Answers],
  firing: readonly SeriesLabels[],
): Scenario {
  const hold = rule.forSeconds;
  const pace = paceOf(0, hold);
  const { slackSeconds, evaluationSeconds } = pace;
  const lengths = [slackSeconds + hold, hold + 2 * slackSeconds, 2 * slackSeconds] as const;
  const stretches: readonly Stretch[] = [
    { seconds: rounded(lengths[0], pace), series: [...targets(job, well), ...targets("decoy", { decoy: 0 })] },
    { seconds: rounded(lengths[1], pace), series: [...targets(job, ill), ...targets("decoy", { decoy: 1 })] },
    { seconds: rounded(lengths[2], pace), series: [...targets(job, again), ...targets("decoy", { decoy: 0 })] },
  ];
  const [first = 0, second = 0, third = 0] = stretches.map(({ seconds }) => seconds);
  const at = (seconds: number, labels: readonly SeriesLabels[]) => ({
    alert: rule,
    atSeconds: rounded(seconds - evaluationSeconds + 1, pace),
    firing: labels,
  });
  return {
    ...pace,
    title,
    stretches,
    expectations: [
      at(first - 1, []),
      ...(hold > evaluationSeconds ? [at(first + hold - evaluationSeconds, [])] : []),
      at(first + hold + slackSeconds, firing),
      at(first + second + third, []),
    ],
  };
}

function targets(job: string, answers: Answers): readonly DrivenSeries[] {
  return Object.entries(answers).map(([instance, answer]) => ({
    of: select(up, { job }),
    labels: { job, instance: `${instance}:1` },
    form: "level",
    amount: answer,
  }));
}

function rounded(seconds: number, { evaluationSeconds }: Pace): number {
  return Math.ceil(seconds / evaluationSeconds) * evaluationSeconds;
}
