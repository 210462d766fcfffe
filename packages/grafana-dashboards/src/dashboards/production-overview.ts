import { aggregate, select } from "@platform/promql";
import { dashboardUid } from "../model/dashboard-uid.ts";
import type { Dashboard, ServiceModel } from "../model/model.ts";
import { firingAlerts } from "../model/prometheus-series.ts";
import { panel, show } from "../panels/panel.ts";
import { errorRatio, latencyQuantile, requestRate } from "../panels/requests.ts";
import { saturationPanels } from "../panels/saturation-panels.ts";
import { alertAnnotation } from "./alert-annotation.ts";
import { targetVariables } from "./variables.ts";

/** Is everything well, and if not, where: one screen for whoever is on call. */
export function productionOverview(services: readonly ServiceModel[], platform: string): Dashboard {
  return {
    uid: dashboardUid(platform, "overview"),
    title: "Production Overview",
    description: "Is everything well, and if not, where.",
    tags: [platform, "overview"],
    rangeSeconds: 3 * 3600,
    variables: targetVariables(services.map(({ service }) => service.name)),
    annotations: [alertAnnotation({ ofChosen: false })],
    links: [],
    rows: [
      {
        title: "Now",
        collapsed: false,
        panels: [
          panel("table", {
            title: "Firing alerts",
            description: "Alerts that fire now.",
            queries: [
              show(aggregate("count", select(firingAlerts, { alertstate: "firing" }), { by: ["alertname", "severity", "service"] }), {
                legend: "{{alertname}}",
                instant: true,
              }),
            ],
            options: {
              columns: [
                { from: { label: "severity" }, title: "Severity" },
                { from: { label: "alertname" }, title: "Alert" },
                { from: { label: "service" }, title: "Service" },
                { from: { query: 0 }, title: "Firing", sort: "falling" },
              ],
            },
            mayBeEmpty: "No alert is firing.",
          }),
        ],
      },
      {
        title: "Requests",
        collapsed: false,
        panels: [
          panel("timeseries", {
            title: "Requests",
            description: "Requests per second, by service.",
            queries: [show(requestRate({ by: ["job"] }), { legend: "{{job}}" })],
            width: 8,
            options: { min: 0, stack: true },
          }),
          panel("timeseries", {
            title: "Errors",
            description: "Share of requests answered with a status of 500 and above, by service.",
            queries: [show(errorRatio({ by: ["job"] }), { legend: "{{job}}" })],
            width: 8,
            options: { min: 0 },
          }),
          panel("timeseries", {
            title: "p95",
            description: "Time within which 95 % of the requests were answered, by service.",
            queries: [show(latencyQuantile(0.95, { by: ["job"] }), { legend: "{{job}}", exemplars: true })],
            width: 8,
            options: { min: 0 },
          }),
        ],
      },
      { title: "Saturation", collapsed: false, panels: saturationPanels("job") },
    ],
  };
}
