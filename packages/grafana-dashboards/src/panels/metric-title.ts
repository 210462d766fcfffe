import type { MetricDefinition } from "@platform/metrics/define";

/** Endings that say unit or kind: the panel shows both by itself. */
const SUFFIX = /(_(seconds|bytes|ratio|celsius))?(_(total|info))?$/;

const SPELLING: Readonly<Record<string, string>> = {
  api: "API",
  cpu: "CPU",
  db: "DB",
  dns: "DNS",
  gc: "GC",
  http: "HTTP",
  id: "ID",
  sms: "SMS",
  tls: "TLS",
  url: "URL",
};

/** A title for people from a metric's name: `ride_matching_duration_seconds` is "Ride matching duration". */
export function metricTitle({ name }: Pick<MetricDefinition, "name">): string {
  const words = name
    .replace(SUFFIX, "")
    .split("_")
    .map((word) => SPELLING[word] ?? word)
    .join(" ");
  return words === "" ? name : `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}
