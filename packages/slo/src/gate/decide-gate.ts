import { periodText } from "../definition/period.ts";
import type { SloDefinition } from "../definition/slo-definition.ts";
import { FREEZE_BELOW, THAW_ABOVE } from "../rules/budget-alerts.ts";

/** The values of the series that each of the budget's expressions has now. */
export interface BudgetReadings {
  readonly remaining: readonly number[];
  readonly burnRate: readonly number[];
  readonly exhaustionSeconds: readonly number[];
  readonly frozen: readonly number[];
  readonly missing: readonly number[];
}

/** How far the arithmetic of an untouched budget may be from 1. */
const ROUNDING = 1e-6;

export type GateState = "deploy" | "frozen" | "unknown";

export interface SloDecision {
  readonly slo: string;
  readonly state: GateState;
  /** For people, one sentence. */
  readonly reason: string;
  /** Part of the error budget that is left; null where it is not known. */
  readonly budgetRemaining: number | null;
  /** Multiple of the speed that empties the budget in one period, over the last hour. */
  readonly burnRate: number | null;
  /** Until the budget is empty at that speed; null if it is not being spent, or is not known. */
  readonly exhaustionSeconds: number | null;
}

/**
 * Decides whether to deploy with the budget of one SLO as it is. Frozen is what Prometheus says is frozen; anything that is missing, doubled or no
 * number makes it unknown, never healthy.
 */
export function decideSlo({ name, ...period }: Pick<SloDefinition, "name" | "windowDays" | "calendar">, readings: BudgetReadings): SloDecision {
  const [budgetRemaining, burnRate, exhaustion] = [readings.remaining, readings.burnRate, readings.exhaustionSeconds].map(single);
  const figures = {
    slo: name,
    budgetRemaining: budgetRemaining ?? null,
    burnRate: burnRate ?? null,
    exhaustionSeconds: exhaustion !== undefined && (burnRate ?? 0) > 0 ? exhaustion : null,
  };
  const left = budgetRemaining === undefined ? "an unknown part" : share(budgetRemaining);
  if (readings.frozen.length > 0) {
    const reason = `${left} of the error budget of ${periodText(period)} is left; frozen under ${share(FREEZE_BELOW)} until ${share(THAW_ABOVE)} are left again`;
    return { ...figures, state: "frozen", reason };
  }
  const doubt = doubtOf(readings);
  return doubt === undefined
    ? { ...figures, state: "deploy", reason: `${left} of the error budget of ${periodText(period)} is left` }
    : { ...figures, state: "unknown", reason: doubt };
}

/** The state of several: one that is frozen freezes all, one that is unknown makes the others unknown; so does none at all. */
export function combineStates(states: readonly GateState[]): GateState {
  if (states.includes("frozen")) {
    return "frozen";
  }
  return states.length === 0 || states.includes("unknown") ? "unknown" : "deploy";
}

function doubtOf({ remaining, burnRate, missing }: BudgetReadings): string | undefined {
  if (missing.length > 0) {
    return "the service has given no data for minutes: its alert of missing data fires";
  }
  for (const [what, values] of Object.entries({ "error budget": remaining, "burn rate": burnRate })) {
    if (values.length === 0) {
      return `Prometheus has no value of the ${what} that is younger than 5 minutes`;
    }
    if (values.length > 1) {
      return `Prometheus has ${values.length} series of the ${what} where one is expected`;
    }
    if (!Number.isFinite(values[0])) {
      return `the ${what} is ${values[0]}`;
    }
  }
  const [left = 0] = remaining;
  return left > 1 + ROUNDING ? `${share(left)} of the error budget is left: more good events than events were counted` : undefined;
}

function single(values: readonly number[]): number | undefined {
  const [value] = values;
  return values.length === 1 && Number.isFinite(value) ? value : undefined;
}

function share(ratio: number): string {
  return `${Number((ratio * 100).toFixed(1))} %`;
}
