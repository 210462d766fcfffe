import type { ServiceDefinition } from "../definition/service-definition.ts";
import type { SloDefinition } from "../definition/slo-definition.ts";

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
