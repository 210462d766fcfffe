import type { ServiceDefinition } from "./service-definition.ts";
import type { SloDefinition } from "./slo-definition.ts";

/** One SLO among those that make a composite. */
export interface CompositePart {
  readonly slo: SloDefinition;
  /** Service whose SLO it is; left out, it is the composite's own. */
  readonly service?: ServiceDefinition;
  /** Events that one event of this part counts as; the greater, the more it matters. */
  readonly weight: number;
}

/**
 * The events of several SLOs taken together, each as many times as its weight: a journey of a user through the steps of
 * which each has an SLO. Without data of one part there is no answer.
 */
export interface Composite {
  readonly kind: "composite";
  readonly parts: readonly CompositePart[];
}

/** @param options.parts - two at least, none a composite; `weight` is 1 by default */
export function composite({
  parts,
}: {
  readonly parts: readonly (Omit<CompositePart, "weight"> & Partial<Pick<CompositePart, "weight">>)[];
}): Composite {
  return { kind: "composite", parts: parts.map((part) => ({ weight: 1, ...part })) };
}
