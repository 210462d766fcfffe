import type { ServiceDefinition } from "@platform/slo/define";
import type { PlatformDefinition } from "../definition/platform-definition.ts";
import { byName } from "../model/by-name.ts";
import { dashboardUid } from "../model/dashboard-uid.ts";
import type { Dashboard, Panel } from "../model/model.ts";
import { instancesTable } from "../panels/instance-panels.ts";
import { isBusinessMetric, isDeliveryMetric, isDependencyMetric } from "../panels/metric-family.ts";
import { budgetBurnDown, burnRates, objectivesOfService } from "../panels/objective-panels.ts";
import { latencyThresholds } from "../panels/objectives.ts";
import { operationsTable } from "../panels/operation-panels.ts";
import { tableHeight } from "../panels/panel.ts";
import { panelsOfMetrics } from "../panels/panels-of-metrics.ts";
import { errorShare, latencyHeatmap, latencyQuantiles, requestsByStatus } from "../panels/request-panels.ts";
import { availabilityTile, errorTile, latencyTile, requestRateTile } from "../panels/request-tiles.ts";
import { saturationOfInstances } from "../panels/saturation-panels.ts";
import { alertsUrl } from "../panels/service-link.ts";
import { serviceTable } from "../panels/service-table.ts";
import { firingAlertsTile, leastBudgetTile } from "../panels/state-panels.ts";
import { alertAnnotation } from "./alert-annotation.ts";
import { deploymentAnnotation } from "./deployment-annotation.ts";
import { eventStep } from "./event-step.ts";
import { rows } from "./rows.ts";
import { routeVariable, targetVariables } from "./variables.ts";

/** All about one service, from what its users feel down to the process. */
export function serviceDashboard(service: ServiceDefinition, platform: PlatformDefinition): Dashboard {
  const slos = service.slos.toSorted(byName);
  const uid = dashboardUid(platform.name, "service", service.name);
  const alerts = alertsUrl(platform.links.alertmanager, service.name);
  const latency = latencyThresholds(slos);
  const own = Object.values(service.metrics);
  return {
    uid,
    title: service.title,
    description: `${service.help} Owner: ${service.owner}.`,
    tags: [platform.name, "service"],
    service: service.name,
    rangeSeconds: 3600,
    variables: [...targetVariables([service.name]), routeVariable()],
    annotations: [alertAnnotation({ ofChosen: true }), deploymentAnnotation()],
    links: [
      { title: "Alerts", url: alerts },
      { title: "Runbooks", url: platform.links.runbooks },
    ],
    rows: rows([
      [
        "Now",
        [
          availabilityTile(slos),
          ...(slos.length > 0 ? [leastBudgetTile()] : []),
          requestRateTile(),
          errorTile(),
          latencyTile(latency),
          firingAlertsTile(alerts),
        ],
      ],
      ["Requests", [requestsByStatus(), errorShare(), latencyQuantiles(latency), latencyHeatmap()]],
      ["Operations", [operationsTable({ dashboard: uid, latency })]],
      ["The route chosen above", selectedRoute()],
      ["Objectives", slos.length > 0 ? [objectivesOfService(slos, platform.name), budgetBurnDown("service"), burnRates("service")] : []],
      ["What it does", panelsOfMetrics(own.filter(isBusinessMetric), { slos, events: eventStep(platform) })],
      ["What it leans on", [...callees(service.calls, platform), ...panelsOfMetrics(own.filter(isDependencyMetric), { slos })]],
      ["Saturation", saturationOfInstances()],
      ["Instances", [instancesTable()]],
      ["Its lines and spans on their way", panelsOfMetrics(own.filter(isDeliveryMetric), { slos }), { collapsed: true }],
    ]),
  };
}

function selectedRoute(): readonly Panel[] {
  const look = { route: "$route", width: 8 } as const;
  return [requestsByStatus(look), errorShare(look), latencyQuantiles([], look)];
}

function callees(services: readonly string[], platform: PlatformDefinition): readonly Panel[] {
  if (services.length === 0) {
    return [];
  }
  const draft = {
    title: "Services that it calls",
    description: "How the services that this one calls are doing, for all of their callers.",
    height: tableHeight(services.length),
  };
  const budgets = platform.services.some(({ name, slos }) => services.includes(name) && slos.length > 0);
  return [serviceTable({ ...draft, services: services.toSorted(), all: true, budgets })];
}
