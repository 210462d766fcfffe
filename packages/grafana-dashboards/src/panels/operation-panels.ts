import type { Panel, Threshold } from "../model/model.ts";
import { panel, showNow } from "./panel.ts";
import { errorRatio, latencyQuantile, requestRate } from "./requests.ts";

/** Shares of failed requests that deserve a look, and that alert. */
export const ERROR_LEVELS: readonly Threshold[] = [
  { from: null, color: "text" },
  { from: 0.01, color: "orange" },
  { from: 0.05, color: "red" },
];

export interface OperationsOptions {
  /** Uid of the dashboard that the table stands on: a click chooses the route there. */
  readonly dashboard: string;
  /** Latency objectives of the service. */
  readonly latency: readonly Threshold[];
}

/** Every operation of a service in one table: where do the errors and the slow answers come from? */
export function operationsTable({ dashboard, latency }: OperationsOptions): Panel {
  const by = ["http_request_method", "http_route"] as const;
  return panel("table", {
    title: "Operations",
    description: "Every route, busiest first. Click one to see it alone in the row below.",
    queries: [
      showNow(requestRate({ by }), "requests"),
      showNow(errorRatio({ by }), "errors"),
      showNow(latencyQuantile(0.5, { by }), "p50"),
      showNow(latencyQuantile(0.95, { by }), "p95"),
    ],
    options: {
      columns: [
        { from: { label: "http_request_method" }, title: "Method" },
        {
          from: { label: "http_route" },
          title: "Route",
          link: { title: "Show this route", dashboard, set: { route: { label: "http_route" } } },
        },
        { from: { query: 0 }, title: "Requests", sort: "falling" },
        { from: { query: 1 }, title: "Errors", thresholds: ERROR_LEVELS },
        { from: { query: 2 }, title: "p50" },
        { from: { query: 3 }, title: "p95", thresholds: latency },
      ],
    },
  });
}
