import { burnRate, detectionSeconds } from "./burn-rate.ts";
import type { TierAction, TierName } from "./definition/burn-rate-tier.ts";
import { isRaw } from "./rules/burn-windows.ts";
import { periodIntervalSeconds, type SloRulesOptions } from "./rules/slo-context.ts";

/** Everything fails, one event in ten, one in a hundred. */
export const DETECTION_ERROR_RATIOS = [1, 0.1, 0.01] as const;

/** How soon a tier of an SLO sees one kind of trouble, after a time without errors and at steady traffic. */
export interface Detection {
  readonly slo: string;
  readonly tier: TierName;
  readonly action: TierAction;
  readonly errorRatio: number;
  /** By the arithmetic of the windows alone; Infinity where this trouble does not fire the tier. */
  readonly seconds: number;
  /** With the longest wait for a scrape, a tile and an evaluation; the group_wait of Alertmanager comes on top. */
  readonly withinSeconds: number;
  /** Part of the budget that is gone after those seconds, at steady traffic; over 1 where the budget is overspent. */
  readonly budgetSpent: number;
}

/** What the tiers of a service's SLOs see, and how soon: a row for each SLO, tier and {@link DETECTION_ERROR_RATIOS}. */
export function detectionTable({ service, ...times }: SloRulesOptions): readonly Detection[] {
  const { scrapeIntervalSeconds, evaluationIntervalSeconds, tileSeconds } = times;
  return service.slos.flatMap(({ name, objective, windowDays, tiers }) =>
    tiers.flatMap((tier) =>
      DETECTION_ERROR_RATIOS.map((errorRatio): Detection => {
        const seconds = detectionSeconds({ tier, objective, errorRatio });
        const tiles = isRaw(tier.longSeconds) ? 0 : scrapeIntervalSeconds + tileSeconds + periodIntervalSeconds(times);
        return {
          slo: name,
          tier: tier.name,
          action: tier.action,
          errorRatio,
          seconds,
          withinSeconds: seconds + scrapeIntervalSeconds + evaluationIntervalSeconds + tiles,
          budgetSpent: (burnRate({ errorRatio, objective }) * seconds) / (windowDays * 86_400),
        };
      }),
    ),
  );
}
