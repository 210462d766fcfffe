/** What an alert of a tier asks for. */
export type TierAction = "page" | "ticket";

export type TierName = "fast" | "medium" | "slow" | "day" | "steady";

/**
 * An alert on the speed at which an error budget is spent: it fires while the burn rate is above the factor over the
 * long window, which makes it significant, and over the short one, which makes it current.
 */
export interface BurnRateTier {
  readonly name: TierName;
  readonly action: TierAction;
  /** Multiple of the speed that empties the budget in exactly one period. */
  readonly factor: number;
  readonly longSeconds: number;
  readonly shortSeconds: number;
  readonly forSeconds: number;
}

const MINUTE = 60;
const HOUR = 3600;
const DAY = 86_400;

/**
 * The policy of every SLO: over 10 times pages at once, over 2 times for an hour makes a ticket. The further tiers
 * catch what these two miss; their windows are those of https://sre.google/workbook/alerting-on-slos/
 */
export const BURN_RATE_TIERS: readonly BurnRateTier[] = [
  { name: "fast", action: "page", factor: 10, longSeconds: HOUR, shortSeconds: 5 * MINUTE, forSeconds: 0 },
  { name: "medium", action: "page", factor: 6, longSeconds: 6 * HOUR, shortSeconds: 30 * MINUTE, forSeconds: 0 },
  { name: "slow", action: "ticket", factor: 2, longSeconds: HOUR, shortSeconds: 5 * MINUTE, forSeconds: HOUR },
  { name: "day", action: "ticket", factor: 2, longSeconds: DAY, shortSeconds: 2 * HOUR, forSeconds: 0 },
  { name: "steady", action: "ticket", factor: 1, longSeconds: 3 * DAY, shortSeconds: 6 * HOUR, forSeconds: 0 },
];
