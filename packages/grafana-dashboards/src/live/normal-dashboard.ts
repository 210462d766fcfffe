/** What Grafana itself writes into a dashboard when it stores or opens one. */
const WRITTEN_BY_GRAFANA: ReadonlySet<string> = new Set([
  "id",
  "version",
  "iteration",
  "pluginVersion",
  "schemaVersion",
  "gnetId",
  "current",
  "meta",
]);

/** Options of a drop-down are the values that it had when it was saved. */
const OF_VARIABLES: ReadonlySet<string> = new Set(["options", "current"]);

/**
 * A dashboard without what Grafana changes by itself, so that two are equal if nobody edited either: no numbers of its own, no values that are
 * empty, which it adds or leaves out as its version likes.
 */
export function normalDashboard(dashboard: unknown): unknown {
  return normal(dashboard, false);
}

function normal(value: unknown, isVariable: boolean): unknown {
  if (Array.isArray(value)) {
    return value.map((one) => normal(one, isVariable));
  }
  if (typeof value !== "object" || value === null) {
    return value;
  }
  const kept = Object.entries(value)
    .filter(([key]) => !WRITTEN_BY_GRAFANA.has(key) && !(isVariable && OF_VARIABLES.has(key)))
    .map(([key, one]) => [key, normal(one, key === "templating" || (isVariable && key === "list"))] as const)
    .filter(([, one]) => !isEmpty(one))
    .sort(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(kept);
}

function isEmpty(value: unknown): boolean {
  return value === null || value === undefined || value === "" || value === false || (typeof value === "object" && Object.keys(value).length === 0);
}
