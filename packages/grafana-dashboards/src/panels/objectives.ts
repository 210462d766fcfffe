import { aggregate, type InstantVector, select } from "@platform/promql";
import { sloRecords } from "@platform/slo";
import type { SloDefinition } from "@platform/slo/define";
import type { Threshold } from "../model/model.ts";
import { CHOSEN_JOB, type CHOSEN_SLO } from "./scope.ts";

export type BurnWindow = (typeof sloRecords.burnRate.labels.window)[number];

type ObjectiveLabel = "job" | "slo";

/** Objectives that the reader has chosen: those of services, or one. */
type ChosenObjectives = typeof CHOSEN_JOB | typeof CHOSEN_SLO;

/** What is recorded of the chosen objectives, one series for each group: the lowest or the highest where several meet. */
export const objectives = {
  objective: (by, chosen = CHOSEN_JOB) => aggregate("max", select(sloRecords.objective, chosen), { by }),
  goodRatio: (by, chosen = CHOSEN_JOB) => aggregate("min", select(sloRecords.goodRatio, chosen), { by }),
  budgetRemaining: (by, chosen = CHOSEN_JOB) => aggregate("min", select(sloRecords.budgetRemaining, chosen), { by }),
  timeToExhaustion: (by, chosen = CHOSEN_JOB) => aggregate("min", select(sloRecords.timeToExhaustion, chosen), { by }),
  badLastHour: (by, chosen = CHOSEN_JOB) => aggregate("max", select(sloRecords.badLastHour, chosen), { by }),
} as const satisfies Record<string, (by: readonly ObjectiveLabel[], chosen?: ChosenObjectives) => InstantVector>;

/** Speed of spending that has lasted for the longest of the windows and still goes on in the shortest: the lowest of them. */
export function lastingBurnRate(windows: readonly BurnWindow[]): InstantVector {
  return aggregate("min", select(sloRecords.burnRate, { window: windows, ...CHOSEN_JOB }), { by: ["job", "slo"] });
}

export function burnRate(window: BurnWindow, by: readonly ObjectiveLabel[], chosen: ChosenObjectives = CHOSEN_JOB): InstantVector {
  return aggregate("max", select(sloRecords.burnRate, { window, ...chosen }), { by });
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
