import type { PlatformDefinition } from "../definition/platform-definition.ts";
import { dashboardUid } from "../model/dashboard-uid.ts";
import type { Dashboard, Panel, ServiceModel } from "../model/model.ts";
import { firingAlertsTable } from "../panels/alert-panels.ts";
import { panel, show, tableHeight } from "../panels/panel.ts";
import { errorRatio, latencyQuantile, requestRate } from "../panels/requests.ts";
import { saturationOfServices } from "../panels/saturation-panels.ts";
import { serviceLink } from "../panels/service-link.ts";
import { serviceTable } from "../panels/service-table.ts";
import { budgetGauge, serviceLights } from "../panels/state-panels.ts";
import { alertAnnotation } from "./alert-annotation.ts";
import { deploymentAnnotation } from "./deployment-annotation.ts";
import { rows } from "./rows.ts";
import { colorServices } from "./service-colors.ts";
import { targetVariables } from "./variables.ts";

/** Is everything well, and if not, where: one screen for whoever is on call. */
export function productionOverview(services: readonly ServiceModel[], platform: PlatformDefinition): Dashboard {
  const names = services.map(({ service }) => service.name);
  const height = Math.max(8, tableHeight(services.length));
  const budgets = services.some(({ slos }) => slos.length > 0);
  return {
    uid: dashboardUid(platform.name, "overview"),
    title: "Production Overview",
    description: "Is everything well, and if not, where. Click a service for its own dashboard.",
    tags: [platform.name, "overview"],
    rangeSeconds: 3 * 3600,
    variables: targetVariables(names),
    annotations: [alertAnnotation({ ofChosen: false }), deploymentAnnotation()],
    links: [
      { title: "Alertmanager", url: platform.links.alertmanager },
      { title: "Runbooks", url: platform.links.runbooks },
    ],
    rows: colorServices(
      rows([
        [
          "Now",
          [
            serviceLights(names, { budgets }),
            firingAlertsTable({ alertmanager: platform.links.alertmanager, width: budgets ? 14 : 24, height }),
            ...(budgets ? [budgetGauge({ width: 10, height })] : []),
          ],
        ],
        ["Requests", [serviceFigures(names, budgets), ...requestPanels()]],
        ["Saturation", saturationOfServices(names)],
      ]),
      names,
    ),
  };
}

function serviceFigures(services: readonly string[], budgets: boolean): Panel {
  return serviceTable({
    title: "Services in figures",
    description: "Requests, errors and latency of each service now, the one with most errors first.",
    height: tableHeight(services.length),
    services,
    all: false,
    budgets,
  });
}

function requestPanels(): readonly Panel[] {
  const by = ["job"] as const;
  return [
    panel("timeseries", {
      title: "Requests",
      description: "Requests per second, by service. A fall in all of them at once lies in front of them.",
      queries: [show(requestRate({ by }), "{{job}}")],
      width: 8,
      options: { min: 0, stack: true },
      links: [serviceLink()],
    }),
    panel("timeseries", {
      title: "Errors",
      description: "Share of requests answered with a status of 500 and above, by service. The deepest service that fails is the likely cause.",
      queries: [show(errorRatio({ by }), "{{job}}")],
      width: 8,
      options: { min: 0 },
      links: [serviceLink()],
    }),
    panel("timeseries", {
      title: "Latency, p95",
      description: "Time within which 95 % of the requests were answered, by service. Dots are single requests: click one for its trace.",
      queries: [show(latencyQuantile(0.95, { by }), "{{job}}", { exemplars: true })],
      width: 8,
      options: { min: 0 },
      links: [serviceLink()],
    }),
  ];
}
