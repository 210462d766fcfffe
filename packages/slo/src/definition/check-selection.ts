import { DefinitionError, type MetricDefinition } from "@platform/metrics/define";
import type { LabelSelection } from "./sli.ts";

/** @throws DefinitionError `selection_label_unknown`, `selection_value_unknown`, `selection_empty` */
export function checkSelection(name: string, metric: MetricDefinition, labels: LabelSelection): void {
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
