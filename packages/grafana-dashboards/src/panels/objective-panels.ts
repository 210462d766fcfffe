import { FREEZE_BELOW, THAW_ABOVE } from "@platform/slo";
import { BURN_RATE_TIERS, periodText, type SloDefinition } from "@platform/slo/define";
import { objectiveDetailUid } from "../model/dashboard-uid.ts";
import type { Column, Link, Panel, Threshold } from "../model/model.ts";
import { type BurnWindow, burnRate, objectives } from "./objectives.ts";
import { panel, show, showNow, tableHeight } from "./panel.ts";
import { percent } from "./percent.ts";
import { serviceLink } from "./service-link.ts";

/** Below the first line deployments freeze, above the second they thaw. */
export const BUDGET_LEVELS: readonly Threshold[] = [
  { from: null, color: "red" },
  { from: FREEZE_BELOW, color: "orange" },
  { from: THAW_ABOVE, color: "green" },
];

/** Lines at the speeds at which an alert of a tier fires. */
export const TIER_LEVELS: readonly Threshold[] = [
  { from: null, color: "green" },
  { from: 1, color: "yellow" },
  ...factors("ticket", 1).map((from) => ({ from, color: "orange" as const })),
  ...factors("page", 0).map((from) => ({ from, color: "red" as const })),
];

interface ShownWindow {
  readonly window: BurnWindow;
  readonly seconds: number;
  readonly title: string;
}

/** Windows shown side by side, shortest first: what happens now, and whether it has lasted. */
const WINDOWS: readonly ShownWindow[] = [
  { window: "5m", seconds: 300, title: "Burn, 5 min" },
  { window: "1h", seconds: 3600, title: "Burn, 1 h" },
  { window: "6h", seconds: 6 * 3600, title: "Burn, 6 h" },
  { window: "3d", seconds: 3 * 86_400, title: "Burn, 3 d" },
];

/** A service's own dashboard names objectives by themselves, one of many with their service. */
export type ObjectiveScope = "service" | "platform";

const IDENTITY = { service: ["slo"], platform: ["job", "slo"] } as const;
const LINKS: Readonly<Record<ObjectiveScope, readonly Link[]>> = { service: [], platform: [serviceLink()] };
const LEGEND: Readonly<Record<ObjectiveScope, string>> = { service: "{{slo}}", platform: "{{job}} {{slo}}" };

/** A service's objectives with what they promise in words. */
export function objectivesOfService(slos: readonly SloDefinition[], platform: string): Panel {
  const promises = slos.map((slo) => `- ${slo.name}: ${slo.help} Over ${periodText(slo)}.`).join("\n");
  return objectivesTable({ scope: "service", slos, platform, promises: `\n\n${promises}` });
}

/** All objectives, the one with the least budget first. */
export function objectivesOfPlatform(slos: readonly SloDefinition[], platform: string): Panel {
  return objectivesTable({ scope: "platform", slos, platform, promises: "" });
}

interface TableOptions {
  readonly scope: ObjectiveScope;
  /** Objectives in the table, at least one. */
  readonly slos: readonly SloDefinition[];
  /** Name of the platform. */
  readonly platform: string;
  /** Markdown after the description. */
  readonly promises: string;
}

function objectivesTable({ scope, slos, platform, promises }: TableOptions): Panel {
  const by = IDENTITY.platform;
  const windows = WINDOWS.filter(({ seconds }) => isRecorded(seconds, slos));
  const queries = [
    showNow(objectives.objective(by), "objective"),
    showNow(objectives.goodRatio(by), "good"),
    showNow(objectives.budgetRemaining(by), "budget left"),
    ...windows.map(({ window }) => showNow(burnRate(window, by), `burn ${window}`)),
    showNow(objectives.timeToExhaustion(by), "empty in"),
  ];
  const service: Column = { from: { label: "job" }, title: "Service", link: serviceLink() };
  return panel("table", {
    title: "Objectives",
    description:
      "Each promise, how well it was kept over its period, and what is left of the events that may go wrong. Burn is the speed of spending: " +
      `at 1 the budget lasts exactly one period; over ${factors("ticket", 1)[0]} in an hour makes a ticket, over ${factors("page", 0)[0]} a page.${promises}`,
    queries,
    height: tableHeight(slos.length),
    options: {
      columns: [
        ...(scope === "platform" ? [service] : []),
        { from: { label: "slo" }, title: "Objective", link: objectiveLink(platform) },
        { from: { query: 0 }, title: "Promised", decimals: 3 },
        { from: { query: 1 }, title: "Kept", decimals: 3 },
        { from: { query: 2 }, title: "Budget left", thresholds: BUDGET_LEVELS, decimals: 1, sort: "rising" },
        ...windows.map(({ title }, index): Column => ({ from: { query: 3 + index }, title, thresholds: TIER_LEVELS, decimals: 2 })),
        { from: { query: 3 + windows.length }, title: "Empty in" },
      ],
    },
  });
}

/** From a line or row of an objective to its own dashboard. */
function objectiveLink(platform: string): Link {
  return { title: "Open objective", dashboard: objectiveDetailUid(platform), set: { job: { label: "job" }, slo: { label: "slo" } } };
}

export function budgetBurnDown(scope: ObjectiveScope): Panel {
  return panel("timeseries", {
    title: "Error budget left",
    description: `Part of each period's error budget that is left; 0 is empty, below 0 overspent. Under ${percent(FREEZE_BELOW)} deployments freeze until ${percent(THAW_ABOVE)} are left again.`,
    queries: [show(objectives.budgetRemaining(IDENTITY[scope]), LEGEND[scope])],
    thresholds: BUDGET_LEVELS,
    options: { max: 1, thresholdLines: true },
    links: LINKS[scope],
  });
}

export function burnRates(scope: ObjectiveScope): Panel {
  return panel("timeseries", {
    title: "Burn rate over one hour",
    description: "Speed at which budgets are spent: at 1 a budget lasts exactly one period. The lines are the speeds that make a ticket and a page.",
    queries: [show(burnRate("1h", IDENTITY[scope]), LEGEND[scope])],
    thresholds: TIER_LEVELS,
    options: { min: 0, thresholdLines: true },
    links: LINKS[scope],
  });
}

/** Windows up to an hour are recorded for every objective, longer ones for those of which a tier reads them. */
function isRecorded(seconds: number, slos: readonly SloDefinition[]): boolean {
  return (
    seconds <= 3600 || slos.some(({ tiers }) => tiers.some(({ shortSeconds, longSeconds }) => shortSeconds === seconds || longSeconds === seconds))
  );
}

/** The factors of the tiers that read the last hour and ask for an action, above a least one, rising. */
function factors(action: "page" | "ticket", above: number): readonly number[] {
  return BURN_RATE_TIERS.filter((tier) => tier.action === action && tier.longSeconds === 3600 && tier.factor > above)
    .map(({ factor }) => factor)
    .toSorted((one, other) => one - other);
}
