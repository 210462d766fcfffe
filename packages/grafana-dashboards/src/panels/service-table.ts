import { aggregate, select, up } from "@platform/promql";
import { sloRecords } from "@platform/slo";
import type { Column, Panel } from "../model/model.ts";
import { BUDGET_LEVELS } from "./objective-panels.ts";
import { ERROR_LEVELS } from "./operation-panels.ts";
import { panel, showNow } from "./panel.ts";
import { errorRatio, latencyQuantile, requestRate } from "./requests.ts";
import { CHOSEN, ofServices } from "./scope.ts";
import { serviceLink } from "./service-link.ts";

export interface ServiceTableOptions extends Pick<Panel, "title" | "description"> {
  readonly height?: number;
  /** Names; of these the reader's choice is shown, or all of them. */
  readonly services: readonly string[];
  readonly all: boolean;
  /** Whether one of the services has an objective, whose budget is then shown. */
  readonly budgets: boolean;
}

/** One line for each service, with a way to its dashboard. */
export function serviceTable({ services, all, budgets, ...draft }: ServiceTableOptions): Panel {
  const by = ["job"] as const;
  const scope = { by, ...(all && { jobs: services }) };
  const targets = all ? select(up, { job: services }) : ofServices(select(up, CHOSEN), services);
  const budget = select(sloRecords.budgetRemaining, { job: all ? services : CHOSEN.job });
  return panel("table", {
    ...draft,
    queries: [
      showNow(requestRate(scope), "requests"),
      showNow(errorRatio(scope), "errors"),
      showNow(latencyQuantile(0.95, scope), "p95"),
      showNow(aggregate("sum", targets, { by }), "instances"),
      ...(budgets ? [showNow(aggregate("min", budget, { by }), "budget left")] : []),
    ],
    options: { columns: [...REQUESTS, ...(budgets ? [BUDGET] : []), INSTANCES] },
  });
}

const REQUESTS: readonly Column[] = [
  { from: { label: "job" }, title: "Service", link: serviceLink() },
  { from: { query: 0 }, title: "Requests" },
  { from: { query: 1 }, title: "Errors", thresholds: ERROR_LEVELS, sort: "falling" },
  { from: { query: 2 }, title: "p95" },
];
const INSTANCES: Column = { from: { query: 3 }, title: "Instances up" };
const BUDGET: Column = { from: { query: 4 }, title: "Least budget left", thresholds: BUDGET_LEVELS, decimals: 1 };
