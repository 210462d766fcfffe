import type { PlatformDefinition } from "../definition/platform-definition.ts";
import { dashboardUid } from "../model/dashboard-uid.ts";
import type { Dashboard, Panel, ServiceModel } from "../model/model.ts";
import { isDependencyMetric } from "../panels/metric-family.ts";
import { budgetBurnDown, burnRates, objectivesOfPlatform } from "../panels/objective-panels.ts";
import { panel, show } from "../panels/panel.ts";
import { panelsOfMetrics } from "../panels/panels-of-metrics.ts";
import { QUANTILES } from "../panels/request-panels.ts";
import { latencyQuantile, requestRate } from "../panels/requests.ts";
import { saturationOfServices } from "../panels/saturation-panels.ts";
import { serviceLink } from "../panels/service-link.ts";
import { slowestOperations } from "../panels/slowest-operations.ts";
import { alertAnnotation } from "./alert-annotation.ts";
import { deploymentAnnotation } from "./deployment-annotation.ts";
import { distinctMetrics } from "./distinct-metrics.ts";
import { rows } from "./rows.ts";
import { colorServices } from "./service-colors.ts";
import { targetVariables } from "./variables.ts";

/** Where time, budgets and capacity go, across all services: for the week's review rather than the night's page. */
export function performanceOptimization(services: readonly ServiceModel[], platform: PlatformDefinition): Dashboard {
  const names = services.map(({ service }) => service.name);
  const slos = services.flatMap((service) => service.slos);
  return {
    uid: dashboardUid(platform.name, "performance"),
    title: "Performance Optimization",
    description: "Where time, error budgets and capacity go, across all services.",
    tags: [platform.name, "performance"],
    rangeSeconds: 24 * 3600,
    variables: targetVariables(names),
    annotations: [alertAnnotation({ ofChosen: false }), deploymentAnnotation()],
    links: [],
    rows: colorServices(
      rows([
        [
          "Objectives and error budgets",
          slos.length > 0 ? [objectivesOfPlatform(slos, platform.name), budgetBurnDown("platform"), burnRates("platform")] : [],
        ],
        ["Latency", [...latencyByService(), slowestOperations()]],
        ["Throughput", throughput()],
        ["Saturation", saturationOfServices(names)],
        ["Databases, caches and calls", panelsOfMetrics(distinctMetrics(services).filter(isDependencyMetric), { slos, byService: true })],
      ]),
      names,
    ),
  };
}

function latencyByService(): readonly Panel[] {
  return QUANTILES.map(({ phi, name }) =>
    panel("timeseries", {
      title: `Latency, ${name}`,
      description: `Time within which ${phi * 100} % of the requests were answered, by service.`,
      queries: [show(latencyQuantile(phi, { by: ["job"] }), "{{job}}", { exemplars: phi === 0.99 })],
      width: 8,
      options: { min: 0 },
      links: [serviceLink()],
    }),
  );
}

function throughput(): readonly Panel[] {
  return [
    panel("timeseries", {
      title: "Requests",
      description: "Requests per second, by service. Compare with the saturation below: what rises with it, and what rises faster?",
      queries: [show(requestRate({ by: ["job"] }), "{{job}}")],
      width: 24,
      options: { min: 0, stack: true },
      links: [serviceLink()],
    }),
  ];
}
