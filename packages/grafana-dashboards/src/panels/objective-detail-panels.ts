import { aggregate, select } from "@platform/promql";
import { FREEZE_BELOW, sloRecords } from "@platform/slo";
import type { Panel } from "../model/model.ts";
import { BUDGET_LEVELS, TIER_LEVELS } from "./objective-panels.ts";
import { burnRate, objectives } from "./objectives.ts";
import { panel, show, showNow } from "./panel.ts";
import { percent } from "./percent.ts";
import { CHOSEN_SLO } from "./scope.ts";
import { serviceLink } from "./service-link.ts";
import { alertsOfChosenObjective, firingAlertsOfObjectiveTile } from "./state-panels.ts";

const QUIET = "No alert of this objective has fired.";

const BY = ["job", "slo"] as const;

/** The objective in numbers: what is promised, what was kept, what is left, and for how long that is enough. */
export function objectiveTiles(): readonly Panel[] {
  return [
    panel("stat", {
      title: "Promised",
      description: "Share of events that must be good over the period.",
      queries: [showNow(objectives.objective(BY, CHOSEN_SLO), "promised")],
      options: { decimals: 3 },
    }),
    panel("stat", {
      title: "Kept",
      description: "Share of events that were good over the period.",
      queries: [showNow(objectives.goodRatio(BY, CHOSEN_SLO), "kept")],
      options: { decimals: 3 },
    }),
    panel("stat", {
      title: "Budget left",
      description: `Part of the period's error budget that is left; below 0 it is overspent. Under ${percent(FREEZE_BELOW)} deployments freeze.`,
      queries: [show(objectives.budgetRemaining(BY, CHOSEN_SLO), "budget left")],
      thresholds: BUDGET_LEVELS,
      options: { decimals: 1 },
    }),
    panel("stat", {
      title: "Empty in",
      description: "Time until the budget is empty at the speed of the last hour; one period at most.",
      queries: [showNow(objectives.timeToExhaustion(BY, CHOSEN_SLO), "empty in")],
    }),
    panel("stat", {
      title: "Burn rate, 1 h",
      description: "Speed of spending over the last hour: at 1 the budget lasts exactly one period.",
      queries: [show(burnRate("1h", BY, CHOSEN_SLO), "burn rate")],
      thresholds: TIER_LEVELS,
      options: { decimals: 2 },
    }),
    firingAlertsOfObjectiveTile(),
  ];
}

/** How the budget came to where it is. */
export function budgetOfObjective(): readonly Panel[] {
  return [
    panel("timeseries", {
      title: "Error budget left",
      description: "Part of the period's error budget that is left. A steep fall is an incident, a slow one a defect that nobody was woken for.",
      queries: [show(objectives.budgetRemaining(BY, CHOSEN_SLO), "budget left")],
      thresholds: BUDGET_LEVELS,
      options: { max: 1, thresholdLines: true },
      links: [serviceLink()],
    }),
    panel("timeseries", {
      title: "Bad events of the last hour",
      description: "What the budget was spent on: events that were not good, in the hour before each point.",
      queries: [show(objectives.badLastHour(BY, CHOSEN_SLO), "bad events")],
      options: { min: 0 },
      links: [serviceLink()],
    }),
  ];
}

/** The windows that the alerts of the objective read, each a line. */
export function burnRatesOfObjective(): Panel {
  return panel("timeseries", {
    title: "Burn rates",
    description:
      "Speed of spending over each window that an alert reads. A short window above a long one: it gets worse; below: it is over. The lines are the speeds that make a ticket and a page.",
    queries: [show(aggregate("max", select(sloRecords.burnRate, CHOSEN_SLO), { by: ["window"] }), "{{window}}")],
    width: 24,
    thresholds: TIER_LEVELS,
    options: { min: 0, thresholdLines: true },
  });
}

/** When which of its alerts fired. */
export function alertsOfObjective(): Panel {
  return panel("state-timeline", {
    title: "When its alerts fired",
    description: "Each alert of the objective, for as long as it fired.",
    queries: [show(aggregate("count", alertsOfChosenObjective(), { by: ["alertname"] }), "{{alertname}}")],
    options: { states: [{ from: null, text: "firing", color: "red" }], empty: QUIET },
    mayBeEmpty: QUIET,
  });
}
