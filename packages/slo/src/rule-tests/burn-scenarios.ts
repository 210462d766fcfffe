import { type AlertingRule, printDuration } from "@platform/promql";
import { errorBudget } from "../burn-rate.ts";
import type { BurnRateTier } from "../definition/burn-rate-tier.ts";
import { burnAlert, needsMinimum } from "../rules/burn-alert.ts";
import { isRaw } from "../rules/burn-windows.ts";
import { identity, type SloContext } from "../rules/slo-context.ts";
import { eventWeight } from "./busy-part.ts";
import { endOf, gone, type Pace, type Scenario, traffic } from "./scenario.ts";
import { countsToTheEvent, writtenSources } from "./slo-input.ts";
import type { Stretch } from "./stretch.ts";

interface TierCase extends Pace {
  readonly context: SloContext;
  readonly tier: BurnRateTier;
  readonly alert: AlertingRule;
  /** What scraping, evaluating and tiles may add to the time that anything takes. */
  readonly slackSeconds: number;
}

/** Part of its factor at which a tier must stay quiet for as long as one likes. */
const UNDER = 0.9;

/** Part of its factor at which errors go on when a tier has to end. */
const AFTERWARDS = 0.75;

/** What the alert of a tier must do: stay quiet under its factor, fire in time, end, and outlive its data for a while. */
export function burnScenarios(context: SloContext, tier: BurnRateTier): readonly Scenario[] {
  const one: TierCase = { context, tier, alert: burnAlert(context, tier), ...paceOf(context, tier) };
  const isMixed = writtenSources(context).some(({ kind }) => kind === "sampled");
  const canCount = countsToTheEvent(context) || (isRaw(tier.longSeconds) && !isMixed);
  return [
    riseScenario(one),
    ...(isRaw(tier.shortSeconds) ? [missingScenario(one)] : []),
    ...(needsMinimum(context, tier) && tier.forSeconds === 0 && canCount ? [fewScenario(one)] : []),
  ];
}

/**
 * A long time just under the factor, then over it: the burn rate of the long window rises in a straight line, and the alert
 * fires when it passes the factor, not before. When the errors get fewer it stays until the short window is under the factor.
 */
function riseScenario(one: TierCase): Scenario {
  const { tier, slackSeconds, alert, context } = one;
  const limit = tier.factor * errorBudget(context.slo);
  const over = Math.min(1.5, 1 / limit);
  const rise = (tier.longSeconds * (1 - UNDER)) / (over - UNDER);
  const perSecond = plenty(context);
  const stretches = [
    traffic(one, tier.longSeconds + tier.forSeconds, perSecond, UNDER * limit),
    traffic(one, rise + tier.forSeconds + slackSeconds, perSecond, over * limit),
    traffic(one, tier.shortSeconds, perSecond, 1),
    traffic(one, tier.shortSeconds + alert.keepFiringForSeconds + 2 * slackSeconds, perSecond, AFTERWARDS * limit),
  ];
  const start = endOf(stretches, 1);
  const cleared = endOf(stretches, 3) + (tier.shortSeconds * (1 - limit)) / (1 - AFTERWARDS * limit) + alert.keepFiringForSeconds;
  return scenario(one, "stays quiet under its factor, fires in time, ends", stretches, [
    [start, false],
    [start + 0.85 * rise + tier.forSeconds, false],
    [endOf(stretches, 2), true],
    // A range is open on its left from Prometheus 3 on: a sample on its very edge is then no more in it.
    [cleared - one.sampleSeconds - one.evaluationSeconds, true],
    [cleared + slackSeconds, false],
  ]);
}

/** When the data goes away the alert stays while the short window remembers, and its keep_firing_for; then it ends. */
function missingScenario(one: TierCase): Scenario {
  const { tier, slackSeconds, alert, context } = one;
  const stretches = [
    traffic(one, tier.shortSeconds + tier.forSeconds + 2 * slackSeconds, plenty(context), 1),
    gone(one, tier.shortSeconds + alert.keepFiringForSeconds + 3 * slackSeconds),
  ];
  const start = endOf(stretches, 1);
  const ended = start + tier.shortSeconds + alert.keepFiringForSeconds;
  return scenario(one, "stays for a while when its data goes away", stretches, [
    [start, true],
    [ended - alert.keepFiringForSeconds / 2, true],
    [ended + 2 * slackSeconds, false],
  ]);
}

/**
 * With nothing but a few bad events the share of bad ones is 1. One event less than the minimum keeps quiet, the last one
 * fires; when the long window has forgotten the first ones, one more does not. Each comes shortly before an evaluation,
 * so that one tile sees it, however far apart the evaluations are.
 */
function fewScenario(every: TierCase): Scenario {
  // At the end of every tile, or seldom enough that no tile overlaps another: each event is in one.
  const evaluationSeconds = isRaw(every.tier.longSeconds) ? every.evaluationSeconds : Math.max(every.evaluationSeconds, every.context.tileSeconds);
  const one = { ...every, evaluationSeconds };
  const { tier, sampleSeconds, context } = one;
  const { minimumBadEvents } = context.slo;
  const stretches: Stretch[] = [];
  const burstAt = (seconds: number, count: number) => {
    const at = Math.ceil(seconds / evaluationSeconds) * evaluationSeconds;
    stretches.push(
      traffic(one, at - 2 * sampleSeconds - endOf(stretches, stretches.length), 0, 0),
      traffic(one, sampleSeconds, count / eventWeight(context) / sampleSeconds, 1),
    );
    return at;
  };
  const first = burstAt(2 * evaluationSeconds + context.tileSeconds, minimumBadEvents - 1);
  const last = burstAt(first + 0.7 * tier.longSeconds, 1);
  const further = burstAt(last + 0.5 * tier.longSeconds, 1);
  const settled = 2 * evaluationSeconds;
  stretches.push(traffic(one, settled, 0, 0));
  return scenario(one, "needs a least number of bad events", stretches, [
    [first + settled, false],
    [last + settled, true],
    [further + settled, minimumBadEvents <= 2],
  ]);
}

function scenario(one: TierCase, what: string, stretches: readonly Stretch[], expected: Scenario["expected"]): Scenario {
  const { context, alert, tier, sampleSeconds, evaluationSeconds } = one;
  const labels = { ...identity(context), window: printDuration(tier.longSeconds) };
  return { title: `${tier.name} burn ${what}`, context, alert, firing: [labels], stretches, expected, sampleSeconds, evaluationSeconds };
}

/** So many events a second that the least number of bad ones is never what an alert waits for. */
function plenty({ slo }: SloContext): number {
  return 1000 * slo.minimumBadEvents;
}

/** Steps as large as still tell one window from another: a test costs what its evaluations cost. */
function paceOf({ scrapeIntervalSeconds, evaluationIntervalSeconds, tileSeconds }: SloContext, tier: BurnRateTier): Pace & { slackSeconds: number } {
  const step = Math.max(evaluationIntervalSeconds, Math.round(Math.max(tier.shortSeconds / 18, tier.forSeconds / 30)));
  const halfTile = Math.floor(tileSeconds / 2);
  const pace =
    step <= halfTile
      ? { evaluationSeconds: step, sampleSeconds: Math.max(scrapeIntervalSeconds, Math.floor(step / 2)) }
      : { evaluationSeconds: Math.ceil(step / halfTile) * halfTile, sampleSeconds: halfTile };
  return { ...pace, slackSeconds: pace.sampleSeconds + 2 * pace.evaluationSeconds + (isRaw(tier.longSeconds) ? 0 : tileSeconds) };
}
