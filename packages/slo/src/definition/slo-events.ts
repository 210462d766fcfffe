import { type CounterDefinition, defineCounter, type LabelDomains } from "@platform/metrics/define";
import type { SloDefinition } from "./slo-definition.ts";

export type SloOutcome = "good" | "bad";

export type SloEventsDefinition = CounterDefinition<{ readonly slo: readonly string[]; readonly outcome: readonly ["good", "bad"] } & LabelDomains>;

/** Of every service, whether it has HTTP objectives today or not. */
export const SLO_EVENTS_NAME = "slo_events_total";

/**
 * The counter of a service's HTTP objectives, counted at the source: exact at any threshold, two series an objective,
 * both there from the start. Undefined for a service without HTTP objectives.
 */
export function sloEvents(slos: readonly SloDefinition[]): SloEventsDefinition | undefined {
  const names = slos.filter((slo) => slo.sli.kind === "http-availability" || slo.sli.kind === "http-latency").map((slo) => slo.name);
  if (names.length === 0) {
    return undefined;
  }
  return defineCounter({
    name: SLO_EVENTS_NAME,
    help: "Requests that counted for an objective, by outcome.",
    labels: { slo: names, outcome: ["good", "bad"] },
  }) as SloEventsDefinition;
}
