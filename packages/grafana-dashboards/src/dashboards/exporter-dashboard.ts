import type { ExporterDefinition } from "../definition/exporter-definition.ts";
import type { PlatformDefinition } from "../definition/platform-definition.ts";
import { dashboardUid } from "../model/dashboard-uid.ts";
import type { Dashboard } from "../model/model.ts";
import { faultTimeline } from "../panels/fault-timeline.ts";
import { alertsUrl } from "../panels/service-link.ts";
import { alertPanels } from "../panels/signal-panels.ts";
import { firingAlertsTile } from "../panels/state-panels.ts";
import { targetsTable } from "../panels/targets-table.ts";
import { tracedPanels } from "../panels/traced-panels.ts";
import { alertAnnotation } from "./alert-annotation.ts";
import { rows } from "./rows.ts";
import { targetVariables } from "./variables.ts";

/** What an exporter's alerts watch, each with its limits: the picture that belongs to the page that goes out. */
export function exporterDashboard(exporter: ExporterDefinition, platform: PlatformDefinition): Dashboard {
  return {
    uid: dashboardUid(platform.name, "exporter", exporter.name),
    title: exporter.title,
    description: `${exporter.help} Owner: ${exporter.owner}.`,
    tags: [platform.name, "exporter"],
    service: exporter.name,
    rangeSeconds: 3 * 3600,
    variables: targetVariables([exporter.name]),
    annotations: [alertAnnotation({ ofChosen: true })],
    links: [
      { title: "Alerts", url: alertsUrl(platform.links.alertmanager, exporter.name) },
      { title: "Runbooks", url: platform.links.runbooks },
    ],
    rows: rows([
      ["Now", [firingAlertsTile(alertsUrl(platform.links.alertmanager, exporter.name)), targetsTable()]],
      ["One by one", tracedPanels(exporter.traced ?? {})],
      ["What its alerts watch", [...faultTimeline(exporter.alerts), ...alertPanels(exporter.alerts)]],
    ]),
  };
}
