import type { Model } from "@platform/grafana-dashboards";
import { type MetricDefinition, worstCaseSeries } from "@platform/metrics/define";
import { type RecordingRule, type Selector, selectorsOf } from "@platform/promql";
import { predictSamples } from "@platform/slo";

export interface CapacityOptions {
  /** Targets of each job; default `prometheus.instances` of the platform for services, and what is named for exporters. */
  readonly instances?: Readonly<Record<string, number>>;
  /** Series that one target exposes, by job, as a running Prometheus counts them. Without, the most that definitions allow. */
  readonly measuredSeries?: Readonly<Record<string, number>>;
  /** Series that rules record, as measured: about a whole job, and about each of its targets. Without, the most that the labels of the records allow. */
  readonly measuredRecords?: MeasuredRecords;
  /** Most values that labels really have, by label: `{ http_route: 12 }`. Without, as many as their domains and caps allow. */
  readonly labelValues?: Readonly<Record<string, number>>;
  /** On the disk after compression; default 1.7, between the one and two that Prometheus states. */
  readonly bytesPerSample?: number;
}

export interface MeasuredRecords {
  readonly ofJobs: number;
  /** Of one target, by job. */
  readonly ofTarget: Readonly<Record<string, number>>;
}

/** What one job costs. */
export interface JobCapacity {
  readonly job: string;
  readonly targets: number;
  /** Of all its targets, with those that Prometheus adds to each. */
  readonly series: number;
  readonly samplesPerSecond: number;
  /** Counted from a running Prometheus, the most that definitions declare, or what the catalogue knows of an exporter as it is usually installed. */
  readonly from: "measured" | "declared" | "usual";
}

export interface Capacity {
  readonly jobs: readonly JobCapacity[];
  /** What rules record. */
  readonly records: { readonly series: number; readonly samplesPerSecond: number };
  readonly series: number;
  readonly samplesPerSecond: number;
  readonly bytesPerDay: number;
  /** Of the platform's retention. */
  readonly bytesKept: number;
}

/** `up`, `scrape_duration_seconds`, `scrape_samples_scraped`, `scrape_samples_post_metric_relabeling`, `scrape_series_added`. */
const SERIES_OF_A_TARGET = 5;
const DAY_SECONDS = 86_400;

/**
 * How much a Prometheus must hold for a platform: series in memory, samples a second, bytes on its disk.
 *
 * @see https://prometheus.io/docs/prometheus/latest/storage/#operational-aspects
 */
export function capacityOf(
  model: Model,
  { instances = {}, measuredSeries = {}, measuredRecords, labelValues = {}, bytesPerSample = 1.7 }: CapacityOptions = {},
): Capacity {
  const { platform, services, exporters } = model;
  const { scrapeIntervalSeconds, scrapeIntervalSecondsByService, retentionDays, instances: usual } = platform.prometheus;
  const jobs = [
    ...services.map(({ service, metrics }) => ({
      job: service.name,
      targets: instances[service.name] ?? usual,
      declared: declaredSeries(metrics, labelValues),
      usual: undefined,
      every: scrapeIntervalSecondsByService[service.name] ?? scrapeIntervalSeconds,
    })),
    ...exporters.map(({ name, targets, usualSeries, metrics }) => ({
      job: name,
      targets: instances[name] ?? targets.length,
      declared: declaredSeries(metrics, labelValues),
      usual: usualSeries,
      every: scrapeIntervalSeconds,
    })),
  ].map(({ job, targets, declared, usual, every }): JobCapacity => {
    const measured = measuredSeries[job];
    const series = targets * ((measured ?? usual ?? declared) + SERIES_OF_A_TARGET);
    const from = measured !== undefined ? "measured" : usual !== undefined ? "usual" : "declared";
    return { job, targets, series, samplesPerSecond: series / every, from };
  });
  const records = recordsOf(model, jobs, { measured: measuredRecords, labelValues });
  const samplesPerSecond = sumOf(jobs.map((job) => job.samplesPerSecond)) + records.samplesPerSecond;
  const bytesPerDay = samplesPerSecond * DAY_SECONDS * bytesPerSample;
  return {
    jobs,
    records,
    series: sumOf(jobs.map(({ series }) => series)) + records.series,
    samplesPerSecond,
    bytesPerDay,
    bytesKept: bytesPerDay * retentionDays,
  };
}

function declaredSeries(metrics: readonly MetricDefinition[], values: Readonly<Record<string, number>>): number {
  return sumOf(metrics.map((metric) => worstCaseSeries(metric, values)));
}

interface RecordsOptions {
  readonly measured: MeasuredRecords | undefined;
  readonly labelValues: Readonly<Record<string, number>>;
}

/** A record of a long interval costs less. */
function recordsOf({ ruleFiles }: Model, jobs: readonly JobCapacity[], { measured, labelValues }: RecordsOptions): Capacity["records"] {
  const rules = ruleFiles.flatMap(({ name, groups }) =>
    groups.flatMap(({ intervalSeconds, rules: own }) =>
      own.filter((rule) => rule.kind === "recording").map((rule) => ({ rule, intervalSeconds, job: name })),
    ),
  );
  const targetsOf = (job: string) => jobs.find((one) => one.job === job)?.targets ?? 1;
  const bounds = boundsOf(
    rules.map(({ rule }) => rule),
    labelValues,
  );
  const declared = rules.map(({ rule, intervalSeconds, job }) => ({
    series: bounds(rule) * ("instance" in rule.record.labels ? targetsOf(job) : 1),
    intervalSeconds,
  }));
  const most = sumOf(declared.map(({ series }) => series));
  const rate = sumOf(declared.map(({ series, intervalSeconds }) => series / intervalSeconds));
  if (measured === undefined || most === 0) {
    return { series: most, samplesPerSecond: rate };
  }
  const series = measured.ofJobs + sumOf(Object.entries(measured.ofTarget).map(([job, count]) => count * targetsOf(job)));
  return { series, samplesPerSecond: (rate * series) / most };
}

/** A rule records no more series than the labels of its record allow, and than what it reads has on one instance. */
function boundsOf(rules: readonly RecordingRule[], values: Readonly<Record<string, number>>): (rule: RecordingRule) => number {
  const known = new Map<RecordingRule, number>();
  const mostOf = (selector: Selector) => predictSamples(selector, { instances: 1, intervalSeconds: () => 1, values: { ...values, instance: 1 } });
  const byRecord = Map.groupBy(rules, ({ record }) => record);
  const bound = (rule: RecordingRule): number => {
    const before = known.get(rule);
    if (before !== undefined) {
      return before;
    }
    const ownLabels = mostOf({ node: "selector", series: rule.record, part: "value", matchers: [] });
    const read = selectorsOf(rule.expression).map((selector) =>
      selector.series.kind === "record" ? sumOf((byRecord.get(selector.series) ?? []).map(bound)) : mostOf(selector),
    );
    const series = Math.max(1, Math.min(ownLabels, sumOf(read)));
    known.set(rule, series);
    return series;
  };
  return bound;
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}
