import { burnRate, detectionSeconds } from "./burn-rate.ts";
import type { TierAction, TierName } from "./definition/burn-rate-tier.ts";
import type { SloDefinition } from "./definition/slo-definition.ts";
import { needsMinimum } from "./rules/burn-alert.ts";
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
  /** By the arithmetic of the windows, and of the least number of bad events where time alone makes events; Infinity where this trouble does not fire the tier. */
  readonly seconds: number;
  /** With the longest wait for a scrape, a slice, a tile and an evaluation; the group_wait of Alertmanager comes on top. */
  readonly withinSeconds: number;
  /** Part of the budget that is gone after those seconds, at steady traffic; over 1 where the budget is overspent. */
  readonly budgetSpent: number;
}

/** What the tiers of a service's SLOs see, and how soon: a row for each SLO, tier and {@link DETECTION_ERROR_RATIOS}. */
export function detectionTable({ service, ...times }: SloRulesOptions): readonly Detection[] {
  const { scrapeIntervalSeconds, evaluationIntervalSeconds, tileSeconds } = times;
  return service.slos.flatMap((slo) =>
    slo.tiers.flatMap((tier) =>
      DETECTION_ERROR_RATIOS.map((errorRatio): Detection => {
        const { name, objective, windowDays } = slo;
        const { eventSeconds, lateSeconds } = eventTimes(slo, scrapeIntervalSeconds);
        const least = needsMinimum({ slo }, tier) ? (slo.minimumBadEvents * eventSeconds) / errorRatio : 0;
        const seconds = Math.max(detectionSeconds({ tier, objective, errorRatio }), least);
        // What is made of tiles is evaluated right after its windows.
        const wait = isRaw(tier.longSeconds)
          ? tier.action === "page"
            ? evaluationIntervalSeconds
            : periodIntervalSeconds(times)
          : scrapeIntervalSeconds + tileSeconds + periodIntervalSeconds(times);
        return {
          slo: name,
          tier: tier.name,
          action: tier.action,
          errorRatio,
          seconds,
          withinSeconds: seconds + lateSeconds + scrapeIntervalSeconds + wait,
          budgetSpent: (burnRate({ errorRatio, objective }) * seconds) / (windowDays * 86_400),
        };
      }),
    ),
  );
}

/** Where each sample or slice of time is an event: the seconds between two of them, and how late a whole number of them is known. */
function eventTimes({ sli }: SloDefinition, scrapeSeconds: number): { readonly eventSeconds: number; readonly lateSeconds: number } {
  switch (sli.kind) {
    case "probe-success":
      return { eventSeconds: scrapeSeconds, lateSeconds: scrapeSeconds };
    case "time-slice":
      return { eventSeconds: sli.sliceSeconds, lateSeconds: 2 * sli.sliceSeconds };
    default:
      return { eventSeconds: 0, lateSeconds: 0 };
  }
}
