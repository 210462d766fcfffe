import type { CounterDefinition } from "@platform/metrics/define";
import type { LabelSelection } from "./sli.ts";

/** Samples of a counter: those whose labels have one of the listed values. */
export interface CounterSelection<D extends CounterDefinition = CounterDefinition> {
  readonly metric: D;
  readonly labels: LabelSelection<D["labels"]>;
}

/** Good events among all, each a selection of a counter. What `total` selects includes what `good` selects. */
export interface EventRatio {
  readonly kind: "event-ratio";
  readonly good: CounterSelection;
  readonly total: CounterSelection;
}

export function eventRatio<G extends CounterDefinition, T extends CounterDefinition>(options: {
  readonly good: CounterSelection<G>;
  readonly total: CounterSelection<T>;
}): EventRatio {
  return { kind: "event-ratio", good: options.good as CounterSelection, total: options.total as CounterSelection };
}
