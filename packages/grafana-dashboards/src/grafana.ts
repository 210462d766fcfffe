export { type Drift, findDrift } from "./live/find-drift.ts";
export { createGrafanaClient, type GrafanaClient, type GrafanaOptions } from "./live/grafana-client.ts";
export { GrafanaError } from "./live/grafana-error.ts";
export { PERMISSIONS, type PushFolder, type PushOptions, type PushResult, pushDashboards } from "./live/push-dashboards.ts";
