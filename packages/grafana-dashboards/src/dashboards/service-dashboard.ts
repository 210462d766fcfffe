import type { MetricDefinition } from "@platform/metrics/define";
import type { SloDefinition } from "@platform/slo/define";
import type { PlatformDefinition } from "../definition/platform-definition.ts";
import { dashboardUid } from "../model/dashboard-uid.ts";
import type { Dashboard, Panel, Row, ServiceModel } from "../model/model.ts";
import { instancesTable } from "../panels/instance-panels.ts";
import { byKindAndName, isDependencyMetric } from "../panels/metric-family.ts";
import { metricPanels } from "../panels/metric-panels.ts";
import { budgetBurnDown, burnRates, objectivesTable } from "../panels/objective-panels.ts";
import { latencyThresholds, lines } from "../panels/objectives.ts";
import { operationsTable } from "../panels/operation-panels.ts";
import { errorShare, latencyHeatmap, latencyQuantiles, requestsByStatus } from "../panels/request-panels.ts";
import { availabilityTile, errorTile, latencyTile, requestRateTile } from "../panels/request-tiles.ts";
import { saturationOfInstances } from "../panels/saturation-panels.ts";
import { serviceTable } from "../panels/service-table.ts";
import { firingAlertsTile, leastBudgetTile } from "../panels/state-panels.ts";
import { alertAnnotation } from "./alert-annotation.ts";
import { eventStep } from "./event-step.ts";
import { routeVariable, targetVariables } from "./variables.ts";

/** All about one service, from what its users feel down to the process. */
export function serviceDashboard({ service, slos }: ServiceModel, platform: PlatformDefinition): Dashboard {
  const uid = dashboardUid(platform.name, "service", service.name);
  const latency = latencyThresholds(slos);
  const own = Object.values(service.metrics).toSorted(byKindAndName);
  return {
    uid,
    title: service.title,
    description: `${service.help} Owner: ${service.owner}.`,
    tags: [platform.name, "service"],
    service: service.name,
    rangeSeconds: 3600,
    variables: [...targetVariables([service.name]), routeVariable()],
    annotations: [alertAnnotation({ ofChosen: true })],
    links: [],
    rows: [
      row("Now", [
        availabilityTile(slos),
        ...(slos.length > 0 ? [leastBudgetTile()] : []),
        requestRateTile(),
        errorTile(),
        latencyTile(latency),
        firingAlertsTile(platform.links.alertmanager),
      ]),
      row("Requests", [requestsByStatus(), errorShare(), latencyQuantiles(latency), latencyHeatmap()]),
      row("Operations", [operationsTable({ dashboard: uid, latency })]),
      row("The route chosen above", selectedRoute()),
      row("Objectives", slos.length > 0 ? [objectivesTable("service"), budgetBurnDown("service"), burnRates("service")] : []),
      row(
        "What it does",
        panelsOf(
          own.filter((metric) => !isDependencyMetric(metric)),
          slos,
          { events: eventStep(platform) },
        ),
      ),
      row("What it leans on", [...callees(service.calls), ...panelsOf(own.filter(isDependencyMetric), slos, {})]),
      row("Saturation", saturationOfInstances()),
      row("Instances", [instancesTable()]),
    ].filter(({ panels }) => panels.length > 0),
  };
}

function row(title: string, panels: readonly Panel[]): Row {
  return { title, collapsed: false, panels };
}

function selectedRoute(): readonly Panel[] {
  const look = { route: "$route", width: 8 } as const;
  return [requestsByStatus(look), errorShare(look), latencyQuantiles([], look)];
}

function panelsOf(
  metrics: readonly MetricDefinition[],
  slos: readonly SloDefinition[],
  options: { readonly events?: { readonly minStepSeconds: number } },
) {
  return metrics.flatMap((metric) => metricPanels(metric, { ...options, thresholds: lines(boundsOf(metric, slos)) }));
}

/** The bounds that objectives set to a histogram. */
function boundsOf(metric: MetricDefinition, slos: readonly SloDefinition[]): readonly number[] {
  return slos.flatMap(({ sli }) => (sli.kind === "threshold" && sli.metric === metric ? [sli.bound] : []));
}

function callees(services: readonly string[]): readonly Panel[] {
  if (services.length === 0) {
    return [];
  }
  const draft = {
    title: "Services that it calls",
    description: "How the services that this one calls are doing, for all of their callers.",
    height: 3 + services.length,
  };
  return [serviceTable({ ...draft, services: services.toSorted(), all: true })];
}
