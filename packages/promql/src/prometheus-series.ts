import { defineGauge, open } from "@platform/metrics/define";
import { ALERT_CATEGORIES, SEVERITIES } from "./rule.ts";
import type { RecordDefinition } from "./series.ts";

/** Written by Prometheus for every target at every scrape: https://prometheus.io/docs/concepts/jobs_instances/ */
export const up = defineGauge({ name: "up", help: "1 while a target answers its scrapes, 0 while it does not." });

/**
 * Written by Prometheus for every alert that is pending or firing, with the alert's own labels besides these.
 * There is no series while nothing is wrong.
 */
export const alerts = {
  kind: "record",
  name: "ALERTS",
  help: "1 while an alert is pending or firing.",
  unit: "count",
  labels: {
    alertname: open({ max: 1000 }),
    alertstate: ["pending", "firing"],
    severity: SEVERITIES,
    priority: open({ max: 10 }),
    category: ALERT_CATEGORIES,
    service: open({ max: 1000 }),
    team: open({ max: 1000 }),
    slo: open({ max: 100 }),
  },
} as const satisfies RecordDefinition;
