import { type Duration, type Expression, type Matcher, rewrite } from "@platform/promql";
import { predictSamples } from "@platform/slo";
import type { PrometheusSettings } from "../definition/platform-definition.ts";
import type { Dashboard, Panel, Query } from "../model/model.ts";
import { CHOSEN_JOB } from "../panels/scope.ts";

/** Times between samples, and how many instances have them. */
export interface CostSettings extends Pick<PrometheusSettings, "evaluationIntervalSeconds" | "instances"> {
  /** Of the service. */
  readonly scrapeIntervalSeconds: number;
}

/** Points that a chart of half a screen has room for: Grafana asks for no more, and takes longer steps. */
const MAX_POINTS = 600;

/** Most samples that Prometheus reads to draw a panel once over the time that its dashboard shows at first, by the declared domains of labels. */
export function panelCost({ queries }: Panel, { rangeSeconds }: Pick<Dashboard, "rangeSeconds">, settings: CostSettings): number {
  return queries.reduce((sum, query) => sum + queryCost(query, rangeSeconds, settings), 0);
}

function queryCost({ expression, instant, minStepSeconds = 0 }: Query, rangeSeconds: number, settings: CostSettings): number {
  const stepSeconds = Math.max(minStepSeconds, settings.scrapeIntervalSeconds, rangeSeconds / MAX_POINTS);
  const points = instant ? 1 : Math.floor(rangeSeconds / stepSeconds) + 1;
  return points * samplesPerPoint(expression, { rangeSeconds, stepSeconds }, settings);
}

function samplesPerPoint(
  expression: Expression,
  { rangeSeconds, stepSeconds }: { readonly rangeSeconds: number; readonly stepSeconds: number },
  { instances, scrapeIntervalSeconds, evaluationIntervalSeconds }: CostSettings,
): number {
  const seconds: Readonly<Record<Exclude<Duration, number>, number>> = {
    $__interval: stepSeconds,
    $__rate_interval: Math.max(stepSeconds + scrapeIntervalSeconds, 4 * scrapeIntervalSeconds),
    $__range: rangeSeconds,
  };
  const filled = rewrite(expression, {
    duration: (duration) => (typeof duration === "number" ? duration : seconds[duration]),
    selector: (selector) => ({ ...selector, matchers: selector.matchers.map(ofOneService) }),
  });
  return predictSamples(filled, {
    instances,
    intervalSeconds: ({ series }) => (series.kind === "record" ? evaluationIntervalSeconds : scrapeIntervalSeconds),
  });
}

/** A dashboard of a service shows one of them. */
function ofOneService(matcher: Matcher): Matcher {
  return matcher.label === "job" && matcher.value === CHOSEN_JOB.job.matches ? { label: "job", operator: "=", value: "one" } : matcher;
}
