import { select } from "@platform/promql";
import { dashboardUid } from "../model/dashboard-uid.ts";
import type { Dashboard, Row, ServiceModel } from "../model/model.ts";
import { up } from "../model/prometheus-series.ts";
import { panel, show } from "../panels/panel.ts";
import { errorShare, latencyHeatmap, latencyQuantiles, requestsByStatus } from "../panels/request-panels.ts";
import { errorRatio, latencyQuantile, requestRate } from "../panels/requests.ts";
import { saturationPanels } from "../panels/saturation-panels.ts";
import { CHOSEN } from "../panels/scope.ts";
import { alertAnnotation } from "./alert-annotation.ts";
import { routeVariable, targetVariables } from "./variables.ts";

export function serviceDashboardUid(platform: string, service: string): string {
  return dashboardUid(platform, "service", service);
}

/** All about one service, from what its users feel down to the process. */
export function serviceDashboard({ service }: ServiceModel, platform: string): Dashboard {
  return {
    uid: serviceDashboardUid(platform, service.name),
    title: service.title,
    description: `${service.help} Owner: ${service.owner}.`,
    tags: [platform, "service"],
    service: service.name,
    rangeSeconds: 3600,
    variables: [...targetVariables([service.name]), routeVariable()],
    annotations: [alertAnnotation({ ofChosen: true })],
    links: [],
    rows: [nowRow(), requestsRow(), { title: "Saturation", collapsed: false, panels: saturationPanels("instance") }],
  };
}

function nowRow(): Row {
  return {
    title: "Now",
    collapsed: false,
    panels: [
      panel("stat", {
        title: "Requests",
        description: "Requests per second.",
        queries: [show(requestRate(), { legend: "requests" })],
      }),
      panel("stat", {
        title: "Errors",
        description: "Share of requests answered with a status of 500 and above.",
        queries: [show(errorRatio(), { legend: "errors" })],
      }),
      panel("stat", {
        title: "p99",
        description: "Time within which 99 % of the requests were answered.",
        queries: [show(latencyQuantile(0.99), { legend: "p99" })],
        options: { empty: "idle" },
      }),
      panel("stat", {
        title: "Instances",
        description: "Instances that answer their scrapes.",
        queries: [show({ node: "aggregation", operator: "sum", of: select(up, CHOSEN) }, { legend: "up" })],
      }),
    ],
  };
}

function requestsRow(): Row {
  return { title: "Requests", collapsed: false, panels: [requestsByStatus(), errorShare(), latencyQuantiles([]), latencyHeatmap()] };
}
