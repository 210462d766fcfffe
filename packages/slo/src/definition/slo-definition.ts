import { DefinitionError, markPlace } from "@platform/metrics/define";
import type { BurnRateTier, TierName } from "./burn-rate-tier.ts";
import { checkSli } from "./check-sli.ts";
import { chooseTiers } from "./choose-tiers.ts";
import type { Sli } from "./sli.ts";

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
  const chosen = chooseTiers({ name, objective, windowDays, tiers });
  if (!Number.isInteger(minimumBadEvents) || minimumBadEvents < 1 || minimumBadEvents > 1000) {
    throw new DefinitionError("minimum_events_invalid", `Minimum of bad events of SLO "${name}" is 1 to 1000, got ${minimumBadEvents}.`);
  }
  return markPlace({ kind: "slo", name, help, objective, windowDays, sli, tiers: chosen, minimumBadEvents }, defineSlo);
}
