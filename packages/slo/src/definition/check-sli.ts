import { DefinitionError } from "@platform/metrics/define";
import type { CounterSelection, EventRatio, Sli } from "./sli.ts";

/**
 * @throws DefinitionError `threshold_not_positive`, `threshold_not_a_bucket`, `selection_label_unknown`, `selection_value_unknown`,
 * `selection_empty`, `good_outside_total`, `good_is_total`
 */
export function checkSli(name: string, sli: Sli): void {
  switch (sli.kind) {
    case "http-availability":
      return;
    case "http-latency":
      if (!(sli.thresholdSeconds > 0 && sli.thresholdSeconds < Number.POSITIVE_INFINITY)) {
        throw new DefinitionError("threshold_not_positive", `Threshold of SLO "${name}" is a time in seconds above 0, got ${sli.thresholdSeconds}.`);
      }
      return;
    case "threshold":
      if (!sli.metric.buckets.includes(sli.bound)) {
        throw new DefinitionError(
          "threshold_not_a_bucket",
          `Bound ${sli.bound} of SLO "${name}" is no bucket of ${sli.metric.name}; its buckets are ${sli.metric.buckets.join(", ")}.`,
        );
      }
      return;
    case "event-ratio":
      checkSelection(name, sli.good);
      checkSelection(name, sli.total);
      checkInclusion(name, sli);
      return;
  }
}

function checkSelection(name: string, { metric, labels }: CounterSelection): void {
  for (const [label, values] of Object.entries(labels)) {
    const domain = metric.labels[label];
    if (domain === undefined) {
      throw new DefinitionError("selection_label_unknown", `SLO "${name}" selects label "${label}", which ${metric.name} does not have.`);
    }
    if (values?.length === 0) {
      throw new DefinitionError("selection_empty", `SLO "${name}" lists no value of ${label}, so that it selects nothing of ${metric.name}.`);
    }
    for (const value of values ?? []) {
      if (Array.isArray(domain) && !domain.includes(value as string)) {
        throw new DefinitionError(
          "selection_value_unknown",
          `SLO "${name}" selects ${label}="${value}", which is not in the domain of ${metric.name}.`,
        );
      }
    }
  }
}

/** What can be known beforehand: good and total of one counter. Of two counters only their program knows. */
function checkInclusion(name: string, { good, total }: EventRatio): void {
  if (good.metric !== total.metric) {
    return;
  }
  for (const [label, values] of Object.entries(total.labels)) {
    const outside = good.labels[label]?.filter((value) => !values?.includes(value)) ?? ["any value"];
    if (values !== undefined && outside.length > 0) {
      throw new DefinitionError(
        "good_outside_total",
        `Good events of SLO "${name}" have ${label} ${outside.join(", ")}, which its total leaves out: it counts ${label} ${values.join(", ")}.`,
      );
    }
  }
  const narrower = Object.entries(good.labels).some(([label, values]) => {
    const all = total.labels[label] ?? good.metric.labels[label];
    return !Array.isArray(all) || all.some((value) => !values?.includes(value));
  });
  if (!narrower) {
    throw new DefinitionError(
      "good_is_total",
      `Good and total of SLO "${name}" select the same events of ${good.metric.name}, so that none is ever bad.`,
    );
  }
}
