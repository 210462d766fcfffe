import type { Link } from "../model/model.ts";

/** From a line or row of a service to its dashboard. */
export function serviceLink(label: "job" | "service" = "job"): Link {
  return { title: "Open service", dashboard: { serviceIn: label }, set: {} };
}

/** To the alerts of a service in Alertmanager, where they can be silenced. */
export function alertsUrl(alertmanager: string, service: string): string {
  return `${alertmanager}/#/alerts?filter=${encodeURIComponent(`{service=${JSON.stringify(service)}}`)}`;
}
