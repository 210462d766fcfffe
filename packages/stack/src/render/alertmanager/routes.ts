import type { Model } from "@platform/grafana-dashboards";
import type { MaintenanceWindow, NotificationDefinition } from "@platform/grafana-dashboards/define";
import { SEVERITIES, type Severity, selectorsOf } from "@platform/promql";
import { equals, oneOf, type Route, type Timing } from "./alertmanager-config.ts";

/** Receives what no team or severity claims, so that an alert without one is seen and not lost. */
export const UNROUTED = "unrouted";
export const HEARTBEAT = "heartbeat";

/**
 * By severity. A page must not wait: half a minute of waiting is an eighth of what 99.99 % allows in a month. Repeats follow the
 * time in which an answer is due.
 */
const TIMINGS: Readonly<Record<Severity, Timing>> = {
  critical: { group_wait: "0s", group_interval: "1m", repeat_interval: "1h" },
  warning: { group_wait: "30s", group_interval: "5m", repeat_interval: "12h" },
  info: { group_wait: "1m", group_interval: "30m", repeat_interval: "24h" },
};

/** One notification for each alert of each objective of each service, however many series it has. */
export const GROUP_BY = ["alertname", "service", "slo"] as const;

/** Who hears of an alert of a team, and of one that nobody may miss for the business. */
export function receiverName(team: string, severity: Severity, isBusiness = false): string {
  return `${team}-${severity}${severity === "critical" && isBusiness ? "-business" : ""}`;
}

/** A route for each severity, whose receivers notify nobody. */
export function silentRoutes(): Route {
  return {
    receiver: UNROUTED,
    group_by: GROUP_BY,
    ...TIMINGS.warning,
    routes: SEVERITIES.map((severity) => ({ receiver: severity, matchers: [equals("severity", severity)], ...TIMINGS[severity] })),
  };
}

/** By team, then by severity; the watchdog on a way of its own. */
export function teamRoutes(model: Model, notifications: NotificationDefinition): Route {
  const watchdogs = alwaysFiring(model);
  return {
    receiver: UNROUTED,
    group_by: GROUP_BY,
    ...TIMINGS.warning,
    routes: [
      ...(watchdogs.length === 0
        ? []
        : [{ receiver: HEARTBEAT, matchers: [oneOf("alertname", watchdogs)], group_wait: "0s", group_interval: "1m", repeat_interval: "5m" }]),
      ...Object.keys(notifications.teams)
        .toSorted()
        .map((team) => teamRoute(team, model, notifications)),
    ],
  };
}

/** A severity that nobody knows stays with the team and is treated as a warning. */
function teamRoute(team: string, model: Model, { sms, maintenance }: NotificationDefinition): Route {
  const isSms = sms !== undefined && hasCriticalBusiness(model, team);
  const routes = SEVERITIES.flatMap((severity): readonly Route[] => {
    const muted = mutedIn(maintenance, severity);
    const rest = { ...TIMINGS[severity], ...(muted.length > 0 && { mute_time_intervals: muted }) };
    const own: Route = { receiver: receiverName(team, severity), matchers: [equals("severity", severity)], ...rest };
    const business: Route = {
      receiver: receiverName(team, severity, true),
      matchers: [equals("severity", severity), equals("category", "business")],
      ...rest,
    };
    return isSms && severity === "critical" ? [business, own] : [own];
  });
  return { receiver: receiverName(team, "warning"), matchers: [equals("team", team)], routes };
}

export function hasCriticalBusiness({ ruleFiles }: Model, team: string): boolean {
  return ruleFiles.some(({ owner, groups }) =>
    groups.some(({ rules }) =>
      rules.some(
        (rule) => rule.kind === "alert" && rule.severity === "critical" && rule.category === "business" && (rule.labels.team ?? owner) === team,
      ),
    ),
  );
}

/** Names of alerts that read nothing and thus fire always: their silence is the alarm. */
function alwaysFiring({ ruleFiles }: Model): readonly string[] {
  const rules = ruleFiles.flatMap(({ groups }) => groups.flatMap((group) => group.rules));
  return rules.flatMap((rule) => (rule.kind === "alert" && selectorsOf(rule.expression).length === 0 ? [rule.name] : []));
}

function mutedIn(maintenance: NotificationDefinition["maintenance"], severity: Severity): readonly string[] {
  return Object.entries(maintenance)
    .filter(([, { mutes = ["warning", "info"] }]) => mutes.includes(severity))
    .map(([name]) => name)
    .toSorted();
}

/** A window as an interval of time: https://prometheus.io/docs/alerting/0.25/configuration/#time_interval */
export function timeIntervals(maintenance: NotificationDefinition["maintenance"]): readonly object[] {
  const interval = ({ weekdays, daysOfMonth, from, to, timeZone = "UTC" }: MaintenanceWindow) => ({
    times: [{ start_time: from, end_time: to }],
    ...(weekdays !== undefined && { weekdays }),
    ...(daysOfMonth !== undefined && { days_of_month: [daysOfMonth.join(":")] }),
    location: timeZone,
  });
  return Object.entries(maintenance)
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, window]) => ({ name, time_intervals: [interval(window)] }));
}
