import { DefinitionError } from "@platform/metrics/define";
import { budgetSpentAtFire } from "../burn-rate.ts";
import { BURN_RATE_TIERS, type BurnRateTier, type TierName } from "./burn-rate-tier.ts";

interface TierChoice {
  /** Name of the SLO, for messages. */
  readonly name: string;
  readonly objective: number;
  readonly windowDays: number;
  readonly tiers: readonly TierName[] | undefined;
}

/**
 * The tiers of an SLO in the order of the policy; all of them where none is named.
 *
 * @throws DefinitionError `tier_unknown`, `tier_unreachable`, `tier_too_late`
 */
export function chooseTiers({ name, objective, windowDays, tiers }: TierChoice): readonly BurnRateTier[] {
  const unknown = tiers?.find((tier) => !BURN_RATE_TIERS.some((one) => one.name === tier));
  if (unknown !== undefined) {
    throw new DefinitionError(
      "tier_unknown",
      `SLO "${name}" names a tier ${JSON.stringify(unknown)}; there are ${BURN_RATE_TIERS.map((tier) => tier.name).join(", ")}.`,
    );
  }
  const chosen = tiers === undefined ? BURN_RATE_TIERS : BURN_RATE_TIERS.filter((tier) => tiers.includes(tier.name));
  checkReachable(name, objective, chosen);
  checkInTime(name, windowDays, chosen);
  return chosen;
}

/** A burn rate never exceeds 1 / budget: with 10 % of budget, everything failing burns at 10 times. */
function checkReachable(name: string, objective: number, tiers: readonly BurnRateTier[]): void {
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
function checkInTime(name: string, windowDays: number, tiers: readonly BurnRateTier[]): void {
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
