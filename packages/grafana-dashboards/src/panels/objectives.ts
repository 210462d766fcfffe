import { aggregate, type InstantVector, select } from "@platform/promql";
import { sloRecords } from "@platform/slo";
import type { SloDefinition } from "@platform/slo/define";
import type { Threshold } from "../model/model.ts";
import { CHOSEN_JOB } from "./scope.ts";

export type BurnWindow = (typeof sloRecords.burnRate.labels.window)[number];

type ObjectiveLabel = "job" | "slo";

/** What is recorded of the chosen services' objectives, one series for each group: the lowest or the highest where several meet. */
export const objectives = {
  objective: (by) => aggregate("max", select(sloRecords.objective, CHOSEN_JOB), { by }),
  goodRatio: (by) => aggregate("min", select(sloRecords.goodRatio, CHOSEN_JOB), { by }),
  budgetRemaining: (by) => aggregate("min", select(sloRecords.budgetRemaining, CHOSEN_JOB), { by }),
  timeToExhaustion: (by) => aggregate("min", select(sloRecords.timeToExhaustion, CHOSEN_JOB), { by }),
} as const satisfies Record<string, (by: readonly ObjectiveLabel[]) => InstantVector>;

/** Speed of spending that has lasted for the longest of the windows and still goes on in the shortest: the lowest of them. */
export function lastingBurnRate(windows: readonly BurnWindow[]): InstantVector {
  return aggregate("min", select(sloRecords.burnRate, { window: windows, ...CHOSEN_JOB }), { by: ["job", "slo"] });
}

export function burnRate(window: BurnWindow, by: readonly ObjectiveLabel[]): InstantVector {
  return aggregate("max", select(sloRecords.burnRate, { window, ...CHOSEN_JOB }), { by });
}

/** The latency objectives of a service, as lines to draw at the times that they promise. */
export function latencyThresholds(slos: readonly SloDefinition[]): readonly Threshold[] {
  return lines(slos.flatMap(({ sli }) => (sli.kind === "http-latency" ? [sli.thresholdSeconds] : [])));
}

/** Green up to the first value, then a line at each. */
export function lines(values: readonly number[]): readonly Threshold[] {
  const rising = [...new Set(values)].toSorted((one, other) => one - other);
  return rising.length === 0 ? [] : [{ from: null, color: "green" }, ...rising.map((from) => ({ from, color: "red" as const }))];
}
