import { defineGauge, open } from "@platform/metrics/define";
import type { RecordDefinition } from "./series.ts";

/** Written by Prometheus for every target and scrape: https://prometheus.io/docs/concepts/jobs_instances/ */
export const up = defineGauge({ name: "up", help: "1 while the target answers its scrapes, 0 while it does not." });

/**
 * Written by Prometheus for every alert that is pending or firing. Further labels are those of the alert itself.
 *
 * @see https://prometheus.io/docs/prometheus/latest/configuration/alerting_rules/#inspecting-alerts-during-runtime
 */
export const alerts = {
  kind: "record",
  name: "ALERTS",
  help: "1 for every alert that is pending or firing.",
  unit: "count",
  labels: {
    alertname: open({ max: 1000 }),
    alertstate: ["pending", "firing"],
    severity: ["critical", "warning", "info"],
    category: ["infrastructure", "services", "business", "performance", "security", "pipeline"],
    job: open({ max: 1000 }),
    instance: open({ max: 10_000 }),
  },
} as const satisfies RecordDefinition;
