import { DefinitionError } from "@platform/metrics/define";
import type { ServiceDefinition } from "../definition/service-definition.ts";
import type { SloDefinition } from "../definition/slo-definition.ts";
import { type EventSource, eventSource } from "./event-source.ts";

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
  readonly source: EventSource;
}

export interface SloRulesOptions extends RuleTimes {
  readonly service: ServiceDefinition;
}

/**
 * The SLOs of a service, each with what its rules are made from.
 *
 * @throws DefinitionError `scrape_interval_invalid`, `evaluation_interval_invalid`, `tile_invalid`, `slice_too_short`
 */
export function sloContexts({ service, ...times }: SloRulesOptions): readonly SloContext[] {
  checkTimes(times);
  return service.slos.map((slo) => {
    checkSlice(slo, times);
    return { service, slo, source: eventSource(service, slo), ...times };
  });
}

/** Name of a group of the rules of an SLO. */
export function groupName({ service, slo }: Pick<SloContext, "service" | "slo">, part: string): string {
  return `slo:${service.name}:${slo.name}:${part}`;
}

/** The labels that every record and alert of an SLO has. */
export function identity({ service, slo }: SloContext): { readonly job: string; readonly slo: string } {
  return { job: service.name, slo: slo.name };
}

/** For on(…): what joins the series of one SLO. */
export const IDENTITY = { kind: "on", labels: ["job", "slo"] } as const;

/** Length of the period by which speeds are reckoned. */
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

/** The shortest window of a tier, in which four scrapes make a rate that outlives a missed one. */
const SHORTEST_WINDOW_SECONDS = 300;

function checkTimes({ scrapeIntervalSeconds: scrape, evaluationIntervalSeconds: evaluation, tileSeconds: tile }: RuleTimes): void {
  if (!(scrape >= 1 && 4 * scrape <= SHORTEST_WINDOW_SECONDS)) {
    throw new DefinitionError(
      "scrape_interval_invalid",
      `Four scrapes fit into ${SHORTEST_WINDOW_SECONDS} s; an interval of ${scrape} s is none of 1 to 75 s.`,
    );
  }
  if (!(evaluation >= 1 && evaluation <= SHORTEST_WINDOW_SECONDS)) {
    throw new DefinitionError("evaluation_interval_invalid", `Rules are evaluated every 1 to ${SHORTEST_WINDOW_SECONDS} s, got ${evaluation} s.`);
  }
  if (!(Number.isInteger(tile) && tile >= 4 * scrape && 3600 % tile === 0)) {
    throw new DefinitionError("tile_invalid", `A tile is at least ${4 * scrape} s (four scrapes) and divides 3600 s, got ${tile} s.`);
  }
}

function checkSlice({ name, sli }: SloDefinition, { scrapeIntervalSeconds: scrape }: RuleTimes): void {
  if (sli.kind === "time-slice" && sli.of.kind !== "probe-success" && sli.sliceSeconds < 4 * scrape) {
    throw new DefinitionError(
      "slice_too_short",
      `A slice of SLO "${name}" holds at least four scrapes (${4 * scrape} s), got ${sli.sliceSeconds} s.`,
    );
  }
}
