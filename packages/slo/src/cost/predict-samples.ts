import { domainSize, type LabelDomain } from "@platform/metrics/define";
import { alerts, children, type Expression, labelsOf, type Selector } from "@platform/promql";
import { SINCE } from "../rules/calendar.ts";

export interface SampleCosts {
  /** Instances of a service that are scraped. */
  readonly instances: number;
  /** Seconds between the samples of what a selector selects. */
  readonly intervalSeconds: (selector: Selector) => number;
  /** Most values that labels really have, by label, where that is known to be less than their domains allow. Default none is known. */
  readonly values?: Readonly<Record<string, number>>;
}

/** Most samples that Prometheus reads to evaluate an expression once, by the declared domains of its labels. */
export function predictSamples(expression: Expression, costs: SampleCosts): number {
  switch (expression.node) {
    case "selector":
      return worstCaseSeries(expression, costs);
    case "range":
      return worstCaseSeries(expression.of, costs) * samplesIn(expression.range, costs.intervalSeconds(expression.of));
    case "subquery":
      return predictSamples(expression.of, costs) * samplesIn(expression.range, expression.stepSeconds);
    default:
      return children(expression).reduce((sum, child) => sum + (child.node === "string" ? 0 : predictSamples(child, costs)), 0);
  }
}

/**
 * An alert is read by its name, under which it is one series. Of anything else each combination of the label values that the matchers leave, as many as the metric keeps, on each instance and in each
 * bucket. The calendar period of a tile is no further series: one follows the other, and together they have the samples of one.
 */
function worstCaseSeries(selector: Selector, { instances, values = {} }: SampleCosts): number {
  const { series } = selector;
  if (series === alerts) {
    return 1;
  }
  const labels = labelsOf(selector);
  const own = Object.keys(series.labels).filter((label) => label !== SINCE);
  const sets = Math.min(
    own.reduce((product, label) => product * Math.min(values[label] ?? Number.POSITIVE_INFINITY, sizeOf(labels.get(label))), 1),
    series.maxSeries ?? Number.POSITIVE_INFINITY,
  );
  return series.kind === "record" ? sets : sets * sizeOf(labels.get("le")) * instances;
}

function sizeOf(domain: LabelDomain | undefined): number {
  return domain === undefined ? 1 : domainSize(domain);
}

/** A range that a dashboard fills in is none of a rule. */
function samplesIn(range: number | string, intervalSeconds: number): number {
  return typeof range === "number" ? Math.ceil(range / intervalSeconds) : 0;
}
