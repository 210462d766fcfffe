import { jobOf } from "../rules/event-source.ts";
import { missingDataAlert } from "../rules/missing-data-alert.ts";
import type { SloContext } from "../rules/slo-context.ts";
import { endOf, gone, type Scenario, traffic } from "./scenario.ts";
import { writtenSources } from "./slo-input.ts";

/** Missing data is neither good nor bad: it has an alert of its own, unless the service is known to be down. */
export function missingDataScenarios(context: SloContext): readonly Scenario[] {
  const alert = missingDataAlert(context);
  if (alert === undefined) {
    return [];
  }
  const evaluationSeconds = Math.max(60, context.evaluationIntervalSeconds);
  const pace = {
    evaluationSeconds,
    sampleSeconds: Math.max(context.scrapeIntervalSeconds, Math.floor(Math.min(context.tileSeconds, evaluationSeconds) / 2)),
  };
  const present = traffic(pace, 2 * context.tileSeconds, 10, 0);
  const absent = gone(pace, alert.forSeconds + 5 * evaluationSeconds);
  const stretches = [present, absent, traffic(pace, 5 * evaluationSeconds, 10, 0)];
  const start = endOf(stretches, 1);
  const jobs = [...new Set(writtenSources(context).map(({ total }) => jobOf(total)))];
  const scenario = { ...pace, context, alert, stretches, firing: jobs.map((job) => ({ job })) };
  return [
    {
      ...scenario,
      title: "missing data of a service that answers",
      expected: [
        [start, false],
        [start + alert.forSeconds - 2 * evaluationSeconds, false],
        [start + alert.forSeconds + 3 * evaluationSeconds, true],
        [endOf(stretches, 3), false],
      ],
    },
    { ...scenario, title: "missing data of a service that is down", isDown: true, expected: [[endOf(stretches, 2), false]] },
  ];
}
