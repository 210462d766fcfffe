import { DefinitionError, markPlace } from "@platform/metrics/define";
import type { BurnRateTier, TierAction, TierName } from "./burn-rate-tier.ts";
import { checkSli } from "./check-sli.ts";
import { chooseTiers } from "./choose-tiers.ts";
import { choosePeriod, type Period, type PeriodOptions } from "./period.ts";
import type { Sli } from "./sli.ts";

/** A promise about a service: the share of good events over a period. */
export interface SloDefinition extends Period {
  readonly kind: "slo";
  /** Kebab-case, unique in its service: `availability`, `search-latency`. */
  readonly name: string;
  /** One sentence that a user of the service understands. */
  readonly help: string;
  /** Share of good events promised, in (0, 1). */
  readonly objective: number;
  readonly sli: Sli;
  readonly tiers: readonly BurnRateTier[];
  /** Bad events that a window must hold before its burn rate fires an alert. */
  readonly minimumBadEvents: number;
  /** Part of a period's budget that one day may cost before it makes a ticket; false asks nothing. */
  readonly dailySpend: number | false;
  /** What its alert on missing data asks for. */
  readonly missingData: MissingDataPolicy;
}

/** Missing data is neither good nor bad. It makes a ticket, a page, or nothing where it is expected. */
export type MissingDataPolicy = TierAction | "ignore";

export type SloOptions = PeriodOptions & {
  readonly name: string;
  readonly help: string;
  readonly objective: number;
  readonly sli: Sli;
  /** Tiers that alert; default all. A tier that the objective cannot reach must be left out. */
  readonly tiers?: readonly TierName[];
  /**
   * Default 5, 1 to 1000; 1 lets a single event page. At 99.99 % one error in 999 requests is already a burn rate of over
   * 10. A service that just keeps its promise has 5 bad events in an hour by chance with a probability of at most 0.0002
   * (Poisson, at the 5000 events an hour at which 5 are a burn rate of 10), which is one false page in half a year.
   */
  readonly minimumBadEvents?: number;
  /** Default 0.1, in (0, 1]. It sees what the minimum hides: a few bad events of which each is a good part of the budget. */
  readonly dailySpend?: number | false;
  /** Default `ticket`. */
  readonly missingData?: MissingDataPolicy;
};

/** Beyond one bad event in a million, the few events that no scrape ever sees weigh as much as the budget. */
const HIGHEST_OBJECTIVE = 0.999999;

const SLO_NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

/**
 * @throws DefinitionError `slo_name_invalid`, `help_missing`, `objective_out_of_range`, `objective_too_high`, `window_out_of_range`, `window_ambiguous`,
 * `calendar_unknown`, `tier_unknown`, `tier_unreachable`, `tier_too_late`, `minimum_events_invalid`, `daily_spend_invalid`, `missing_data_unknown`, and as
 * {@link checkSli}
 */
export function defineSlo(options: SloOptions): SloDefinition {
  const { name, help, objective, sli, tiers, minimumBadEvents = 5, dailySpend = 0.1, missingData = "ticket" } = options;
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
  const period = choosePeriod(name, options);
  checkSli(name, sli);
  const chosen = chooseTiers({ name, objective, windowDays: period.windowDays, tiers });
  checkPolicy(name, { minimumBadEvents, dailySpend, missingData });
  const slo = { kind: "slo", name, help, objective, ...period, sli, tiers: chosen, minimumBadEvents, dailySpend, missingData } as const;
  return markPlace(slo, defineSlo);
}

const MISSING_DATA_POLICIES: readonly MissingDataPolicy[] = ["ticket", "page", "ignore"];

function checkPolicy(
  name: string,
  { minimumBadEvents, dailySpend, missingData }: Pick<SloDefinition, "minimumBadEvents" | "dailySpend" | "missingData">,
): void {
  if (!Number.isInteger(minimumBadEvents) || minimumBadEvents < 1 || minimumBadEvents > 1000) {
    throw new DefinitionError("minimum_events_invalid", `Minimum of bad events of SLO "${name}" is 1 to 1000, got ${minimumBadEvents}.`);
  }
  if (dailySpend !== false && !(dailySpend > 0 && dailySpend <= 1)) {
    throw new DefinitionError("daily_spend_invalid", `SLO "${name}" may spend a part of its budget in a day, over 0 and up to 1, got ${dailySpend}.`);
  }
  if (!MISSING_DATA_POLICIES.includes(missingData)) {
    const known = MISSING_DATA_POLICIES.join(", ");
    throw new DefinitionError("missing_data_unknown", `SLO "${name}" takes missing data for ${JSON.stringify(missingData)}; it can be ${known}.`);
  }
}
