import { ask, type Overview } from "../api.ts";

/** An alert that waits or fires: https://prometheus.io/docs/prometheus/latest/querying/api/#alerts */
export interface Alert {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly state: "pending" | "firing";
  readonly activeAt: string;
  readonly value: string;
}

const SEVERITIES = ["critical", "warning", "info"];
const RANKS = SEVERITIES.length;

/** The worst first; those that only wait come last. */
export async function loadAlerts(): Promise<readonly Alert[]> {
  const { alerts } = (await ask("prometheus/api/v1/alerts", {})) as { readonly alerts: readonly Alert[] };
  return alerts.toSorted((one, other) => rank(one) - rank(other) || nameOf(one).localeCompare(nameOf(other), "en"));
}

function rank({ state, labels }: Alert): number {
  const severity = SEVERITIES.indexOf(labels.severity ?? "");
  return (state === "firing" ? 0 : 10) + (severity < 0 ? RANKS : severity);
}

export function nameOf({ labels }: Alert): string {
  return labels.alertname ?? "";
}

/** Tells one alert from another while it lasts. */
export function keyOf({ labels }: Alert): string {
  return Object.entries(labels)
    .toSorted(([one], [other]) => one.localeCompare(other))
    .map(([label, value]) => `${label}=${value}`)
    .join(",");
}

/** The runbook of this page that an alert's address ends with. */
export function runbookOf({ annotations }: Alert, { runbooks }: Overview): string | undefined {
  const address = (annotations.runbook_url ?? "").replace(/[#?].*$/, "");
  return runbooks.find((path) => address.endsWith(`/${path}`));
}

/** The dashboard of this page that an alert leads to, as it was around the alert. */
export function dashboardOf({ annotations }: Alert, { dashboards }: Overview): string | undefined {
  const [, uid] = /\/d\/([^/?#]+)/.exec(annotations.dashboard_url ?? "") ?? [];
  return dashboards.some((dashboard) => dashboard.uid === uid) ? `/d/${uid}?from=now-1h&to=now` : undefined;
}

/** `3 min` since a time. */
export function since(time: string): string {
  const seconds = Math.max(0, (Date.now() - Date.parse(time)) / 1000);
  return seconds < 90 ? `${Math.round(seconds)} s` : seconds < 5400 ? `${Math.round(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`;
}
