import type { RuleGroup } from "@platform/promql";
import type { SloDefinition } from "../definition/slo-definition.ts";
import { groupName, periodIntervalSeconds, type SloRulesOptions } from "../rules/slo-context.ts";
import { sloRecords } from "../rules/slo-records.ts";
import { sloRules } from "../rules/slo-rules.ts";
import { predictSamples } from "./predict-samples.ts";

/** Samples that one SLO may read when each of its rules is evaluated once. */
export const MAX_SAMPLES_PER_ROUND = 100_000;

export interface SloCost {
  readonly slo: string;
  readonly rules: number;
  /** Series that its rules record. */
  readonly series: number;
  /** Most samples read when each of its rules is evaluated once, with a whole period recorded. */
  readonly samplesPerRound: number;
  /** The same for one second, by the intervals of the groups. */
  readonly samplesPerSecond: number;
}

export interface SloCostOptions extends SloRulesOptions {
  /** Instances of the service; default 1. */
  readonly instances?: number;
  /** What {@link sloRules} has made of the same options, where it is at hand; default what it makes. */
  readonly groups?: readonly RuleGroup[];
}

/** What each SLO of a service costs Prometheus, from label domains alone. */
export function sloCost({ instances = 1, groups, ...options }: SloCostOptions): readonly SloCost[] {
  const all = groups ?? sloRules(options);
  return options.service.slos.map((slo) => costOf(slo, all, instances, options));
}

function costOf(slo: SloDefinition, all: readonly RuleGroup[], instances: number, options: SloRulesOptions): SloCost {
  const groups = all.filter(({ name }) => name.startsWith(groupName({ service: options.service, slo }, "")));
  const samples = groups.map((group) => samplesOf(group, instances, options));
  return {
    slo: slo.name,
    rules: groups.reduce((sum, { rules }) => sum + rules.length, 0),
    series: groups.reduce((sum, { rules }) => sum + rules.filter(({ kind }) => kind === "recording").length, 0),
    samplesPerRound: samples.reduce((sum, one) => sum + one, 0),
    samplesPerSecond: groups.reduce((sum, { intervalSeconds }, index) => sum + (samples[index] ?? 0) / intervalSeconds, 0),
  };
}

function samplesOf({ rules }: RuleGroup, instances: number, times: SloRulesOptions): number {
  const recordSeconds = (name: string) => (TILES.includes(name) ? times.tileSeconds : periodIntervalSeconds(times));
  return rules.reduce((sum, { expression }) => {
    const intervalSeconds = ({ series }: { readonly series: { readonly kind: string; readonly name: string } }) =>
      series.kind === "record" ? recordSeconds(series.name) : times.scrapeIntervalSeconds;
    return sum + predictSamples(expression, { instances, intervalSeconds });
  }, 0);
}

const TILES: readonly string[] = [sloRecords.tileTotal, sloRecords.tileBad, sloRecords.calendarTotal, sloRecords.calendarBad].map(({ name }) => name);
