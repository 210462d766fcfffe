import { printDuration } from "@platform/promql";
import { errorBudget } from "../burn-rate.ts";
import type { BurnRateTier } from "../definition/burn-rate-tier.ts";
import { budgetExhaustedAlert, FREEZE_BELOW } from "../rules/budget-alerts.ts";
import { burnAlert, needsMinimum } from "../rules/burn-alert.ts";
import { isRaw } from "../rules/burn-windows.ts";
import { identity, type SloContext } from "../rules/slo-context.ts";
import { endOf, type Pace, type Scenario, traffic } from "./scenario.ts";

const HEALTHY_SECONDS = 2 * 3600;

/**
 * Where each sample is an event, of a probe or of a slice of time, there are as many of them as time gives: two healthy hours, then
 * nothing but bad ones. The alert fires when enough of them came and the burn rate is over its factor, not before, and ends.
 */
export function sampledBurnScenario(context: SloContext, tier: BurnRateTier): Scenario {
  const { slo } = context;
  const pace = sampledPace(context, isRaw(tier.longSeconds), isRaw(tier.shortSeconds));
  const alert = burnAlert(context, tier);
  const limit = tier.factor * errorBudget(slo);
  const filled = Math.min(tier.longSeconds, HEALTHY_SECONDS);
  // Until the long window is full, it holds what has been so far.
  const byRate = Math.min((limit * filled) / (1 - limit), limit * tier.longSeconds);
  const byCount = needsMinimum(context, tier) ? (slo.minimumBadEvents - 0.5) * pace.eventSeconds : 0;
  const fires = Math.max(byRate, byCount);
  const slack = slackOf(context, pace, isRaw(tier.longSeconds));
  const stretches = [
    traffic(pace, HEALTHY_SECONDS, 1, 0),
    traffic(pace, fires + tier.forSeconds + slack, 1, 1),
    traffic(pace, tier.shortSeconds + alert.keepFiringForSeconds + 2 * slack, 1, 0),
  ];
  const start = endOf(stretches, 1);
  return {
    ...pace,
    title: `${tier.name} burn of samples fires in time, ends`,
    context,
    alert,
    firing: [{ ...identity(context), window: printDuration(tier.longSeconds) }],
    stretches,
    expected: [
      [start, false],
      ...(fires + tier.forSeconds > slack ? ([[start + fires + tier.forSeconds - slack, false]] as const) : []),
      [endOf(stretches, 2), true],
      [endOf(stretches, 3), false],
    ],
  };
}

/** Bad samples until nearly nothing of the budget is left. */
export function sampledFreezeScenario(context: SloContext): Scenario {
  const { slo } = context;
  const pace = sampledPace(context, false, false);
  const alert = budgetExhaustedAlert(context);
  const slack = slackOf(context, pace, false);
  const share = Math.min(0.95, (1 - FREEZE_BELOW / 2) * errorBudget(slo));
  const bad = Math.max((share * HEALTHY_SECONDS) / (1 - share), slo.minimumBadEvents * pace.eventSeconds);
  // A slice of which only a part is bad may be either: one more of them is wholly bad.
  const slice = slo.sli.kind === "time-slice" ? slo.sli.sliceSeconds : 0;
  const stretches = [traffic(pace, HEALTHY_SECONDS, 1, 0), traffic(pace, bad + slice, 1, 1), traffic(pace, slack, 1, 0)];
  return {
    ...pace,
    title: "budget of samples freezes when low",
    context,
    alert,
    alertName: alert.name,
    firing: [identity(context)],
    stretches,
    expected: [
      [endOf(stretches, 1), false],
      [endOf(stretches, 3), true],
    ],
  };
}

interface SampledPace extends Pace {
  /** Seconds from one event to the next, as the rules of the test count them. */
  readonly eventSeconds: number;
}

/** Every evaluation makes a slice, and counts a tile: longer windows are tested at the pace of tiles, where these count once. */
function sampledPace(
  { slo, scrapeIntervalSeconds, evaluationIntervalSeconds, tileSeconds }: SloContext,
  isFast: boolean,
  readsOtherGroup: boolean,
): SampledPace {
  const sampleSeconds = scrapeIntervalSeconds;
  if (slo.sli.kind !== "time-slice") {
    // What is read of another group is shown for less than 5 minutes.
    const evaluationSeconds = isFast ? evaluationIntervalSeconds : readsOtherGroup ? Math.min(tileSeconds, 240) : tileSeconds;
    return { sampleSeconds, evaluationSeconds, eventSeconds: sampleSeconds };
  }
  const { sliceSeconds } = slo.sli;
  return { sampleSeconds, evaluationSeconds: sliceSeconds, eventSeconds: isFast ? sliceSeconds : (sliceSeconds * sliceSeconds) / tileSeconds };
}

function slackOf({ slo, scrapeIntervalSeconds, tileSeconds }: SloContext, { evaluationSeconds }: Pace, isFast: boolean): number {
  const slice = slo.sli.kind === "time-slice" ? slo.sli.sliceSeconds : 0;
  return scrapeIntervalSeconds + 2 * evaluationSeconds + 2 * slice + (isFast ? 0 : 2 * tileSeconds);
}
