import { type CounterDefinition, defineCounter, type LabelDomains } from "@platform/metrics/define";
import type { HttpAvailability, HttpLatency } from "./http-sli.ts";
import type { SloDefinition } from "./slo-definition.ts";

export type SloOutcome = "good" | "bad";

export type SloEventsDefinition = CounterDefinition<{ readonly slo: readonly string[]; readonly outcome: readonly ["good", "bad"] } & LabelDomains>;

/** Of every service, whether it has HTTP objectives today or not. */
export const SLO_EVENTS_NAME = "slo_events_total";

/** The HTTP objective that the middleware counts for an SLO, if it does: the SLO's own, or the one that it judges in slices. */
export function countedAtSource({ sli }: SloDefinition): HttpAvailability | HttpLatency | undefined {
  const judged = sli.kind === "time-slice" ? sli.of : sli;
  const isHttp = judged.kind === "http-availability" || judged.kind === "http-latency";
  return isHttp && judged.counted === "at-source" ? judged : undefined;
}

/**
 * The counter of a service's HTTP objectives, counted at the source: exact at any threshold, two series an objective,
 * both there from the start. Undefined for a service without HTTP objectives.
 */
export function sloEvents(slos: readonly SloDefinition[]): SloEventsDefinition | undefined {
  const names = slos.filter((slo) => countedAtSource(slo) !== undefined).map((slo) => slo.name);
  if (names.length === 0) {
    return undefined;
  }
  return defineCounter({
    name: SLO_EVENTS_NAME,
    help: "Requests that counted for an objective, by outcome.",
    labels: { slo: names, outcome: ["good", "bad"] },
  }) as SloEventsDefinition;
}
