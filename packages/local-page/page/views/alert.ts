import { ask, type Overview } from "../api.ts";

/** An alert that waits or fires: https://prometheus.io/docs/prometheus/latest/querying/api/#alerts */
export interface Alert {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly state: "pending" | "firing";
  readonly activeAt: string;
  readonly value: string;
  /** Why nobody is told of it. */
  readonly held?: "silenced" | "held back by another alert";
}

/** Of Alertmanager: https://github.com/prometheus/alertmanager/blob/main/api/v2/openapi.yaml */
interface RoutedAlert {
  readonly labels: Readonly<Record<string, string>>;
  readonly status: { readonly state: string; readonly silencedBy: readonly string[] };
}

const SEVERITIES = ["critical", "warning", "info"];
const RANKS = SEVERITIES.length;

/** The worst first, and among those as bad the one that began first, which is nearest to the cause; those of which nobody is told, and those that only wait, come last. */
export async function loadAlerts({ alertmanager }: Overview): Promise<readonly Alert[]> {
  const [{ alerts }, routed] = await Promise.all([
    ask("prometheus/api/v1/alerts", {}) as Promise<{ readonly alerts: readonly Alert[] }>,
    alertmanager ? (ask("alertmanager/api/v2/alerts", {}).catch(() => []) as Promise<readonly RoutedAlert[]>) : [],
  ]);
  const held = routed.filter(({ status }) => status.state === "suppressed");
  const known = alerts.map((alert): Alert => {
    const found =
      alert.state === "firing" ? held.find(({ labels }) => Object.entries(alert.labels).every(([name, value]) => labels[name] === value)) : undefined;
    return found === undefined ? alert : { ...alert, held: found.status.silencedBy.length > 0 ? "silenced" : "held back by another alert" };
  });
  return known.toSorted(
    (one, other) =>
      rank(one) - rank(other) || Date.parse(one.activeAt) - Date.parse(other.activeAt) || nameOf(one).localeCompare(nameOf(other), "en"),
  );
}

function rank({ state, labels, held }: Alert): number {
  const severity = SEVERITIES.indexOf(labels.severity ?? "");
  return (state === "pending" ? 20 : held === undefined ? 0 : 10) + (severity < 0 ? RANKS : severity);
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

/** Labels that say what an alert is about: examples in a runbook are about something else. */
const SUBJECT = /\b(job|service|slo|instance|namespace|pod)="(?:[^"\\]|\\.)*"/g;

/** A query of a runbook about what this alert is about. */
export function aboutAlert(query: string, { labels }: Alert): string {
  return query.replaceAll(SUBJECT, (example, label: string) => (labels[label] === undefined ? example : `${label}=${JSON.stringify(labels[label])}`));
}

/** `3 min` since a time. */
export function since(time: string): string {
  const seconds = Math.max(0, (Date.now() - Date.parse(time)) / 1000);
  return seconds < 90 ? `${Math.round(seconds)} s` : seconds < 5400 ? `${Math.round(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`;
}
