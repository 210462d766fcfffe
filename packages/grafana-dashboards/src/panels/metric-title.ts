import type { MetricDefinition } from "@platform/metrics/define";

/** Endings that say unit or kind: the panel shows both by itself. */
const SUFFIX = /(_timestamp)?(_(seconds|bytes|ratio|celsius))?(_(total|info))?$/;

const SPELLING: Readonly<Record<string, string>> = {
  alertmanager: "Alertmanager",
  api: "API",
  cpu: "CPU",
  db: "DB",
  dns: "DNS",
  gc: "GC",
  http: "HTTP",
  id: "ID",
  io: "IO",
  oom: "OOM",
  raid: "RAID",
  sms: "SMS",
  tls: "TLS",
  url: "URL",
  wal: "WAL",
};

/** Names of the semantic conventions, in plain words. */
const PLAIN_WORDS: Readonly<Record<string, string>> = {
  http_client_request_duration_seconds: "Outgoing request duration",
  db_client_operation_duration_seconds: "Database operation duration",
  db_client_connections: "Database connections",
  db_client_connections_max: "Database connections, at most",
  db_client_connection_timeouts_total: "Gave up waiting for a database connection",
  db_client_connection_wait_seconds: "Wait for a database connection",
  db_client_pending_requests: "Waiting for a database connection",
  geo_country_iso_code: "country",
  http_request_method: "method",
  http_response_status_code: "status",
  http_route: "route",
  db_operation_name: "operation",
  db_client_connection_state: "state",
  db_client_connection_pool_name: "pool",
  db_system_name: "database",
  error_type: "error",
  messaging_destination_name: "destination",
  messaging_system: "broker",
  server_address: "peer",
  job: "service",
};

/** A title for people from a metric's name: `ride_matching_duration_seconds` is "Ride matching duration". */
export function metricTitle({ name }: Pick<MetricDefinition, "name">): string {
  const words = PLAIN_WORDS[name] ?? spelled(name.replace(SUFFIX, ""));
  return words === "" ? name : `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}

/** A label for people: `http_route` is "route". */
export function labelTitle(label: string): string {
  return PLAIN_WORDS[label] ?? spelled(label);
}

/** Words of a name with underscores, those that are no words as they are written: `wal_size` is "WAL size". */
export function spelled(name: string): string {
  return name
    .split("_")
    .map((word) => SPELLING[word] ?? word)
    .join(" ");
}
