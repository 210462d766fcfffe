import type { BurnRateTier } from "./definition/burn-rate-tier.ts";

const DAY = 86_400;

/** What a tier asks of an objective: only the parts of a definition that the arithmetic needs. */
export interface BudgetOptions {
  /** Share of good events promised, in (0, 1). */
  readonly objective: number;
  /** Days in which the budget must last. */
  readonly windowDays: number;
}

/** Share of events that may be bad: 1 − objective, without the noise of binary fractions (0.0001 for 0.9999). */
export function errorBudget({ objective }: Pick<BudgetOptions, "objective">): number {
  return Number((1 - objective).toPrecision(12));
}

/**
 * Speed at which a budget is spent: 1 empties it in exactly one period, 1 / budget is everything failing.
 *
 * @param options.errorRatio - share of bad events, 0 to 1
 * @see https://sre.google/workbook/alerting-on-slos/
 */
export function burnRate({ errorRatio, objective }: { readonly errorRatio: number } & Pick<BudgetOptions, "objective">): number {
  return errorRatio / errorBudget({ objective });
}

/**
 * Seconds from the first bad event until a tier fires, at a steady error ratio after a time without errors and with
 * steady traffic. Scrape, evaluation and the group_wait of Alertmanager come on top. Infinity where the ratio never fires it.
 *
 * @param options.errorRatio - share of bad events, 0 to 1
 */
export function detectionSeconds({
  tier,
  objective,
  errorRatio,
}: {
  readonly tier: BurnRateTier;
  readonly errorRatio: number;
} & Pick<BudgetOptions, "objective">): number {
  const limit = tier.factor * errorBudget({ objective });
  if (errorRatio <= limit) {
    return Number.POSITIVE_INFINITY;
  }
  return (limit / errorRatio) * tier.longSeconds + tier.forSeconds;
}

/** Share of the period's budget that is gone when a tier fires, at steady traffic and before any time for which it must hold. */
export function budgetSpentAtFire({ tier, windowDays }: { readonly tier: BurnRateTier } & Pick<BudgetOptions, "windowDays">): number {
  return (tier.factor * tier.longSeconds) / (windowDays * DAY);
}
