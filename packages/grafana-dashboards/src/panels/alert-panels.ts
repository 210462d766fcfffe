import { aggregate, alerts, select } from "@platform/promql";
import type { Panel } from "../model/model.ts";
import { panel, showNow } from "./panel.ts";
import { serviceLink } from "./service-link.ts";

const NONE = "No alert is firing.";

/** What fires and wants somebody; an alert for information, such as the one that fires always, does not. */
export const CALLING = { alertstate: "firing", severity: { not: "info" } } as const;

export interface AlertTableOptions {
  /** Only alerts of the chosen services; default all, also those of the monitoring itself. */
  readonly ofChosen?: boolean;
  readonly width?: number;
  readonly height?: number;
  /** URL of Alertmanager, where an alert can be silenced. */
  readonly alertmanager: string;
}

export function firingAlertsTable({ ofChosen = false, alertmanager, ...size }: AlertTableOptions): Panel {
  const firing = select(alerts, { ...CALLING, ...(ofChosen && { service: { matches: "$job" } }) });
  return panel("table", {
    title: "Firing alerts",
    description: "What fires now. Critical asks for an answer within five minutes, warning within fifteen.",
    ...size,
    queries: [showNow(aggregate("count", firing, { by: ["severity", "alertname", "service", "team"] }), "{{alertname}}")],
    options: {
      empty: NONE,
      columns: [
        { from: { label: "severity" }, title: "Severity", sort: "rising", colors: { critical: "red", warning: "orange" } },
        { from: { label: "alertname" }, title: "Alert" },
        ...(ofChosen
          ? []
          : [
              {
                from: { label: "service" },
                title: "Service",
                link: serviceLink("service"),
              },
            ]),
        { from: { label: "team" }, title: "Team" },
        { from: { query: 0 }, title: "Series" },
      ],
    },
    links: [{ title: "Silence in Alertmanager", url: alertmanager }],
    mayBeEmpty: NONE,
  });
}
