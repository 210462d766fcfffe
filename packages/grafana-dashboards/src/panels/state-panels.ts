import { aggregate, alerts, binary, call, type InstantVector, select, up } from "@platform/promql";
import { FREEZE_BELOW } from "@platform/slo";
import { BURN_RATE_TIERS } from "@platform/slo/define";
import type { Panel, State } from "../model/model.ts";
import { CALLING } from "./alert-panels.ts";
import { BUDGET_LEVELS } from "./objective-panels.ts";
import { lastingBurnRate, objectives } from "./objectives.ts";
import { type PanelDraft, panel, show, showNow } from "./panel.ts";
import { percent } from "./percent.ts";
import { CHOSEN, CHOSEN_JOB, CHOSEN_SLO, ofServices } from "./scope.ts";
import { serviceLink } from "./service-link.ts";

/** Higher than any burn rate: an objective of 99.9999 % burns at 1,000,000 times when everything fails. */
const DOWN = 1e9;

/** Between no burning and burning at the speed of the period. */
const BUDGET_LOW = 0.5;

/** The words for a service's state, as {@link worstState} numbers it. */
const SERVICE_STATES: readonly State[] = [
  { from: null, text: "healthy", color: "green" },
  { from: BUDGET_LOW, text: "budget low", color: "yellow" },
  { from: 1, text: "over budget", color: "yellow" },
  { from: factor("ticket"), text: "ticket", color: "orange" },
  { from: factor("page"), text: "page", color: "red" },
  { from: DOWN, text: "down", color: "red" },
];

const OF_BUDGETS =
  "Each service by the objective that spends its error budget fastest, over the last hour and still in the last five minutes: over budget is " +
  `faster than its period allows, ticket and page are the speeds that alert. Budget low has under ${percent(FREEZE_BELOW)} left.`;

/**
 * A traffic light for each service, from its objectives; a service that answers no scrape is down, as is one with objectives whose
 * targets are gone.
 *
 * @param options.budgets - whether one of them has an objective
 */
export function serviceLights(services: readonly string[], { budgets }: { readonly budgets: boolean }): Panel {
  return panel("stat", {
    title: "Services",
    description: `${budgets ? OF_BUDGETS : "Each service by whether an instance of it answers its scrapes."} Click a service for its dashboard.`,
    queries: [showNow(worstState(services, budgets), "{{job}}")],
    width: 24,
    height: 5,
    options: { states: SERVICE_STATES, filled: true },
    links: [serviceLink()],
  });
}

/** The first of these that holds: down, the burn rate of the objective that burns fastest, little budget left, alive. */
function worstState(services: readonly string[], budgets: boolean): InstantVector {
  const by = ["job"] as const;
  const alive = aggregate("sum", ofServices(select(up, CHOSEN), services), { by });
  const silent = binary(alive, "==", 0);
  const calm = binary(0, "*", alive);
  if (!budgets) {
    return binary(binary(silent, "+", DOWN), "or", calm);
  }
  const gone = binary(binary(0, "*", objectives.objective(by)), "unless", aggregate("sum", select(up, CHOSEN_JOB), { by }));
  const down = binary(binary(silent, "or", gone), "+", DOWN);
  const burning = binary(aggregate("max", lastingBurnRate(["5m", "1h"]), { by }), ">=", 1);
  const low = binary(binary(binary(objectives.budgetRemaining(by), "<", FREEZE_BELOW), "*", 0), "+", BUDGET_LOW);
  return [burning, low, calm].reduce((left, right) => binary(left, "or", right), down as InstantVector);
}

/** @param url - where the alerts of the chosen service are listed */
export function firingAlertsTile(url: string): Panel {
  return countOfFiring(select(alerts, { ...CALLING, service: CHOSEN_JOB.job }), {
    description: "Alerts of this service that fire now. Click for Alertmanager, where they can be silenced.",
    links: [{ title: "Open Alertmanager", url }],
  });
}

export function firingAlertsOfObjectiveTile(): Panel {
  return countOfFiring(alertsOfChosenObjective(), { description: "Alerts of this objective that fire now." });
}

/** Alerts carry the name of the service in a label of their own. */
export function alertsOfChosenObjective(): InstantVector {
  return select(alerts, { alertstate: "firing", service: CHOSEN_SLO.job, slo: CHOSEN_SLO.slo });
}

function countOfFiring(firing: InstantVector, draft: Pick<PanelDraft, "description" | "links">): Panel {
  return panel("stat", {
    title: "Firing alerts",
    queries: [showNow(binary(aggregate("count", firing), "or", call("vector", 0)), "firing")],
    thresholds: [
      { from: null, color: "green" },
      { from: 1, color: "red" },
    ],
    ...draft,
  });
}

/** Error budgets of every objective, the emptiest first. */
export function budgetGauge({ width, height }: { readonly width: number; readonly height: number }): Panel {
  return panel("bar-gauge", {
    title: "Error budgets",
    description: `Part of each error budget that is left. Under ${percent(FREEZE_BELOW)} deployments of the service freeze.`,
    queries: [showNow(call("sort", objectives.budgetRemaining(["job", "slo"])), "{{job}} {{slo}}")],
    width,
    height,
    thresholds: BUDGET_LEVELS,
    options: { min: 0, max: 1, decimals: 1 },
    links: [serviceLink()],
  });
}

/** Part of its budget that the worst objective of a service has left. */
export function leastBudgetTile(): Panel {
  return panel("stat", {
    title: "Least budget left",
    description: `What is left of the error budget of the objective that is worst off. Under ${percent(FREEZE_BELOW)} deployments freeze.`,
    queries: [show(aggregate("min", objectives.budgetRemaining(["slo"])), "budget left")],
    thresholds: BUDGET_LEVELS,
    options: { decimals: 1 },
  });
}

function factor(action: "page" | "ticket"): number {
  const tier = BURN_RATE_TIERS.find((one) => one.action === action && one.longSeconds === 3600);
  return tier?.factor ?? Number.POSITIVE_INFINITY;
}
