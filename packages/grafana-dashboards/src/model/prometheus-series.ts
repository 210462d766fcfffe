import { defineGauge, type MetricDefinition } from "@platform/metrics/define";
import type { RecordDefinition } from "@platform/promql";

/** Written by Prometheus for every target at every scrape: https://prometheus.io/docs/concepts/jobs_instances/ */
export const up = defineGauge({ name: "up", help: "1 while a target answers its scrapes, 0 while it does not." });

export const scrapeDuration = defineGauge({ name: "scrape_duration_seconds", help: "Time that the scrape of a target took." });

export const scrapeSamples = defineGauge({ name: "scrape_samples_scraped", help: "Samples that a target exposed." });

/** What every target has without exposing it. */
export const scrapeMetrics: readonly MetricDefinition[] = [up, scrapeDuration, scrapeSamples];

/**
 * Written by Prometheus for every alert that is pending or firing, with the alert's own labels besides these.
 * There is no series while nothing is wrong.
 */
export const firingAlerts = {
  kind: "record",
  name: "ALERTS",
  help: "1 while an alert is pending or firing.",
  unit: "count",
  labels: {
    alertname: { kind: "open", max: 1000 },
    alertstate: ["pending", "firing"],
    severity: ["critical", "warning", "info"],
    category: ["infrastructure", "services", "business", "performance", "security", "pipeline"],
    service: { kind: "open", max: 1000 },
    team: { kind: "open", max: 1000 },
  },
} as const satisfies RecordDefinition;

/** Jobs of the monitoring itself, scraped besides the services, with their default local port. */
export const monitoringJobs = { prometheus: 9090, alertmanager: 9093 } as const;
