import { defineGauge, type MetricDefinition } from "@platform/metrics/define";
import { up } from "@platform/promql";

export const scrapeDuration = defineGauge({ name: "scrape_duration_seconds", help: "Time that the scrape of a target took." });

export const scrapeSamples = defineGauge({ name: "scrape_samples_scraped", help: "Samples that a target exposed." });

/** What every target has without exposing it. */
export const scrapeMetrics: readonly MetricDefinition[] = [up, scrapeDuration, scrapeSamples];

/** Jobs of the monitoring itself, scraped besides the services, with their default local port. */
export const monitoringJobs = { prometheus: 9090, alertmanager: 9093 } as const;

/** Jobs of the monitoring itself that no exporter stands for: they are scraped, and nothing is known of what they expose. */
export function otherJobs(exporters: readonly { readonly name: string }[]): readonly (keyof typeof monitoringJobs)[] {
  return (Object.keys(monitoringJobs) as readonly (keyof typeof monitoringJobs)[]).filter((job) => !exporters.some(({ name }) => name === job));
}
