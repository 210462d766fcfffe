import { createPrometheusClient, type Model } from "@platform/grafana-dashboards";
import type { CapacityOptions } from "./capacity.ts";

/** A target that did not answer once has not lost its series. */
const SAMPLES = "avg by (job) (max_over_time(scrape_samples_scraped[5m]))";
/** Records have a colon in their name, and nothing else has. */
const RECORDS = 'last_over_time({__name__=~".+:.+"}[5m])';

/**
 * Counts in a running Prometheus what one target of each job exposes, and what rules record of jobs and of targets.
 *
 * @throws PrometheusError if it cannot be asked
 */
export async function measureCapacity(
  { services, exporters }: Model,
  url: string,
): Promise<Pick<CapacityOptions, "measuredSeries" | "measuredRecords">> {
  const client = createPrometheusClient({ url, fetch: globalThis.fetch, timeoutSeconds: 10 });
  const now = Date.now() / 1000;
  const jobs = new Set([...services.map(({ service }) => service.name), ...exporters.map(({ name }) => name)]);
  const counts = async (query: string) => {
    const found = await client.series(query, now);
    return found.map(({ labels, samples: [last] }) => [labels.job ?? "", last?.[1] ?? 0] as const);
  };
  const [samples, all, ofTargets, targets] = await Promise.all([
    counts(SAMPLES),
    counts(`count(${RECORDS})`),
    counts(`count by (job) (${RECORDS.replace("}", ',instance!=""}')})`),
    counts("count by (job) (up)"),
  ]);
  const targetsOf = new Map(targets);
  const ofTarget = ofTargets.map(([job, count]) => [job, count / (targetsOf.get(job) ?? 1)] as const);
  const ofJobs = (all[0]?.[1] ?? 0) - ofTargets.reduce((sum, [, count]) => sum + count, 0);
  return {
    measuredSeries: Object.fromEntries(samples.filter(([job]) => jobs.has(job))),
    measuredRecords: { ofJobs, ofTarget: Object.fromEntries(ofTarget) },
  };
}
