import { DefinitionError, markPlace } from "@platform/metrics/define";
import { budgetSpentAtFire } from "../burn-rate.ts";
import { BURN_RATE_TIERS, type BurnRateTier, type TierName } from "./burn-rate-tier.ts";
import type { CounterSelection, EventRatio, Sli } from "./sli.ts";

/** A promise about a service: the share of good events over a period. */
export interface SloDefinition {
  readonly kind: "slo";
  /** Kebab-case, unique in its service: `availability`, `search-latency`. */
  readonly name: string;
  /** One sentence that a user of the service understands. */
  readonly help: string;
  /** Share of good events promised, in (0, 1). */
  readonly objective: number;
  /** Rolling period of the budget, in days. */
  readonly windowDays: number;
  readonly sli: Sli;
  readonly tiers: readonly BurnRateTier[];
  /** Bad events that a window must hold before its burn rate fires an alert. */
  readonly minimumBadEvents: number;
}

export interface SloOptions {
  readonly name: string;
  readonly help: string;
  readonly objective: number;
  /** Default 30, 1 to 90. */
  readonly windowDays?: number;
  readonly sli: Sli;
  /** Tiers that alert; default all. A tier that the objective cannot reach must be left out. */
  readonly tiers?: readonly TierName[];
  /**
   * Default 5, 1 to 1000; 1 lets a single event page. At 99.99 % one error in 999 requests is already a burn rate of over
   * 10. A service that just keeps its promise has 5 bad events in an hour by chance with a probability of at most 0.0002
   * (Poisson, at the 5000 events an hour at which 5 are a burn rate of 10), which is one false page in half a year.
   */
  readonly minimumBadEvents?: number;
}

/** Beyond one bad event in a million, the few events that no scrape ever sees weigh as much as the budget. */
const HIGHEST_OBJECTIVE = 0.999999;

const SLO_NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

/**
 * @throws DefinitionError `slo_name_invalid`, `objective_out_of_range`, `objective_too_high`, `tier_unknown`, `selection_empty`, `window_out_of_range`, `tier_unreachable`,
 * `tier_too_late`, `minimum_events_invalid`, `threshold_not_a_bucket`, `threshold_not_positive`, `selection_label_unknown`, `selection_value_unknown`, `good_outside_total`, `good_is_total`, `help_missing`
 */
export function defineSlo({ name, help, objective, windowDays = 30, sli, tiers, minimumBadEvents = 5 }: SloOptions): SloDefinition {
  if (!SLO_NAME.test(name) || name.length > 60) {
    throw new DefinitionError("slo_name_invalid", `SLO name ${JSON.stringify(name)} must match ${SLO_NAME} and have at most 60 characters.`);
  }
  if (help.trim() === "") {
    throw new DefinitionError("help_missing", `SLO "${name}" needs a help text.`);
  }
  if (!(objective > 0 && objective < 1)) {
    throw new DefinitionError("objective_out_of_range", `Objective of SLO "${name}" is a share between 0 and 1, got ${objective}.`);
  }
  if (objective > HIGHEST_OBJECTIVE) {
    throw new DefinitionError("objective_too_high", `Objective of SLO "${name}" is at most ${HIGHEST_OBJECTIVE}, got ${objective}.`);
  }
  if (!Number.isInteger(windowDays) || windowDays < 1 || windowDays > 90) {
    throw new DefinitionError("window_out_of_range", `Window of SLO "${name}" is 1 to 90 whole days, got ${windowDays}.`);
  }
  checkSli(name, sli);
  const unknown = tiers?.find((tier) => !BURN_RATE_TIERS.some((one) => one.name === tier));
  if (unknown !== undefined) {
    throw new DefinitionError(
      "tier_unknown",
      `SLO "${name}" names a tier ${JSON.stringify(unknown)}; there are ${BURN_RATE_TIERS.map((tier) => tier.name).join(", ")}.`,
    );
  }
  const chosen = tiers === undefined ? BURN_RATE_TIERS : BURN_RATE_TIERS.filter((tier) => tiers.includes(tier.name));
  checkTiers(name, objective, chosen);
  checkTierWindows(name, windowDays, chosen);
  if (!Number.isInteger(minimumBadEvents) || minimumBadEvents < 1 || minimumBadEvents > 1000) {
    throw new DefinitionError("minimum_events_invalid", `Minimum of bad events of SLO "${name}" is 1 to 1000, got ${minimumBadEvents}.`);
  }
  return markPlace({ kind: "slo", name, help, objective, windowDays, sli, tiers: chosen, minimumBadEvents }, defineSlo);
}

/** A burn rate never exceeds 1 / budget: with 10 % of budget, everything failing burns at 10 times. */
function checkTiers(name: string, objective: number, tiers: readonly BurnRateTier[]): void {
  const highest = 1 / (1 - objective);
  const reachable = BURN_RATE_TIERS.filter((tier) => tier.factor * (1 + 1e-9) < highest).map((tier) => tier.name);
  for (const tier of tiers) {
    if (!reachable.includes(tier.name)) {
      throw new DefinitionError(
        "tier_unreachable",
        `Tier "${tier.name}" of SLO "${name}" fires above ${tier.factor} times, but an objective of ${objective} burns at most ${highest.toFixed(2)} times; ` +
          `it can have the tiers ${JSON.stringify(reachable)}.`,
      );
    }
  }
}

/** A tier that fires when the whole budget is gone warns of nothing. */
function checkTierWindows(name: string, windowDays: number, tiers: readonly BurnRateTier[]): void {
  const inTime = BURN_RATE_TIERS.filter((tier) => budgetSpentAtFire({ tier, windowDays }) < 1).map((tier) => tier.name);
  for (const tier of tiers) {
    if (!inTime.includes(tier.name)) {
      throw new DefinitionError(
        "tier_too_late",
        `Tier "${tier.name}" of SLO "${name}" fires after ${tier.factor} times its ${tier.longSeconds / 3600} hours, when a budget of ${windowDays} ` +
          `days is already gone; it can have the tiers ${JSON.stringify(inTime)}.`,
      );
    }
  }
}

function checkSli(name: string, sli: Sli): void {
  switch (sli.kind) {
    case "http-availability":
      return;
    case "http-latency":
      if (!(sli.thresholdSeconds > 0 && sli.thresholdSeconds < Number.POSITIVE_INFINITY)) {
        throw new DefinitionError("threshold_not_positive", `Threshold of SLO "${name}" is a time in seconds above 0, got ${sli.thresholdSeconds}.`);
      }
      return;
    case "threshold":
      if (!sli.metric.buckets.includes(sli.bound)) {
        throw new DefinitionError(
          "threshold_not_a_bucket",
          `Bound ${sli.bound} of SLO "${name}" is no bucket of ${sli.metric.name}; its buckets are ${sli.metric.buckets.join(", ")}.`,
        );
      }
      return;
    case "event-ratio":
      checkSelection(name, sli.good);
      checkSelection(name, sli.total);
      checkInclusion(name, sli);
      return;
  }
}

function checkSelection(name: string, { metric, labels }: CounterSelection): void {
  for (const [label, values] of Object.entries(labels)) {
    const domain = metric.labels[label];
    if (domain === undefined) {
      throw new DefinitionError("selection_label_unknown", `SLO "${name}" selects label "${label}", which ${metric.name} does not have.`);
    }
    if (values?.length === 0) {
      throw new DefinitionError("selection_empty", `SLO "${name}" lists no value of ${label}, so that it selects nothing of ${metric.name}.`);
    }
    for (const value of values ?? []) {
      if (Array.isArray(domain) && !domain.includes(value as string)) {
        throw new DefinitionError(
          "selection_value_unknown",
          `SLO "${name}" selects ${label}="${value}", which is not in the domain of ${metric.name}.`,
        );
      }
    }
  }
}

/** What can be known beforehand: good and total of one counter. Of two counters only their program knows. */
function checkInclusion(name: string, { good, total }: EventRatio): void {
  if (good.metric !== total.metric) {
    return;
  }
  for (const [label, values] of Object.entries(total.labels)) {
    const outside = good.labels[label]?.filter((value) => !values?.includes(value)) ?? ["any value"];
    if (values !== undefined && outside.length > 0) {
      throw new DefinitionError(
        "good_outside_total",
        `Good events of SLO "${name}" have ${label} ${outside.join(", ")}, which its total leaves out: it counts ${label} ${values.join(", ")}.`,
      );
    }
  }
  const narrower = Object.entries(good.labels).some(([label, values]) => {
    const all = total.labels[label] ?? good.metric.labels[label];
    return !Array.isArray(all) || all.some((value) => !values?.includes(value));
  });
  if (!narrower) {
    throw new DefinitionError(
      "good_is_total",
      `Good and total of SLO "${name}" select the same events of ${good.metric.name}, so that none is ever bad.`,
    );
  }
}
