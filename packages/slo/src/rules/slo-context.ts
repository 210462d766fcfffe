import type { ServiceDefinition } from "../definition/service-definition.ts";
import type { SloDefinition } from "../definition/slo-definition.ts";
import { sloEvents } from "../definition/slo-events.ts";
import { type EventCounters, eventCounters } from "./event-counters.ts";

/** Times on which the shape of the rules depends. */
export interface RuleTimes {
  readonly scrapeIntervalSeconds: number;
  /** Evaluation of raw windows and of the alerts that page. */
  readonly evaluationIntervalSeconds: number;
  /** Length of a tile: windows of 2 hours and more are summed from these. */
  readonly tileSeconds: number;
}

/** One SLO with all that its rules are made from. */
export interface SloContext extends RuleTimes {
  readonly service: ServiceDefinition;
  readonly slo: SloDefinition;
  readonly counters: EventCounters;
}

export interface SloRulesOptions extends RuleTimes {
  readonly service: ServiceDefinition;
}

/** The SLOs of a service, each with what its rules are made from. */
export function sloContexts({ service, ...times }: SloRulesOptions): readonly SloContext[] {
  const events = sloEvents(service.slos);
  return service.slos.map((slo) => ({ service, slo, counters: eventCounters(service.name, slo, events), ...times }));
}

/** The labels that every record and alert of an SLO has. */
export function identity({ service, slo }: SloContext): { readonly job: string; readonly slo: string } {
  return { job: service.name, slo: slo.name };
}

/** For on(…): what joins the series of one SLO. */
export const IDENTITY = { kind: "on", labels: ["job", "slo"] } as const;

export function periodSeconds({ slo }: SloContext): number {
  return slo.windowDays * 86_400;
}

/**
 * How often budgets and long windows are evaluated. Prometheus shows a series for 5 minutes after its last sample; what is
 * read as it stands is recorded at least twice in that time. Tiles are only ever read as ranges and may be longer.
 */
export function periodIntervalSeconds({ tileSeconds }: RuleTimes): number {
  return Math.min(tileSeconds, 150);
}
