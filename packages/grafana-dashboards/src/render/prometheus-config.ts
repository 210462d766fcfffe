import { printDuration } from "@platform/promql";
import { scrapeIntervalOf } from "../definition/platform-definition.ts";
import type { Model, OutputFile } from "../model/model.ts";
import { monitoringJobs, otherJobs } from "../model/prometheus-series.ts";
import { RULES_FOLDER } from "./prometheus-rules.ts";
import { renderYaml } from "./yaml.ts";

/** A scrape that takes longer is lost; Prometheus refuses a timeout above the interval. */
const TIMEOUT_AT_MOST_SECONDS = 10;

/** What `prometheus.yml` says. */
export interface PrometheusConfig {
  readonly global: object;
  readonly rule_files: readonly string[];
  readonly alerting: object;
  readonly scrape_configs: readonly ScrapeConfig[];
}

export interface ScrapeConfig {
  readonly job_name: string;
  readonly file_sd_configs: readonly { readonly files: readonly string[] }[];
}

/** The configuration of Prometheus as a file. */
export function renderPrometheusConfig(model: Model): OutputFile {
  return { path: "prometheus/prometheus.yml", content: renderYaml(prometheusConfig(model)) };
}

/**
 * The configuration of Prometheus: what it scrapes, which rules it evaluates, where it sends alerts. Targets and
 * Alertmanagers are read from files that may change while it runs.
 *
 * @see https://prometheus.io/docs/prometheus/latest/configuration/configuration/
 */
export function prometheusConfig({ platform, services, exporters, ruleFiles }: Model): PrometheusConfig {
  const { scrapeIntervalSeconds, evaluationIntervalSeconds } = platform.prometheus;
  return {
    global: { ...scrapeTimes(scrapeIntervalSeconds), evaluation_interval: printDuration(evaluationIntervalSeconds) },
    rule_files: ruleFiles.map(({ name }) => `${RULES_FOLDER}/${name}.yml`),
    alerting: { alertmanagers: [{ file_sd_configs: [{ files: [targetsPath("alertmanager")] }] }] },
    scrape_configs: [
      ...services.map(({ service }) => {
        const own = scrapeIntervalOf(platform.prometheus, service.name);
        return { ...scrapeJob(service.name), ...(own !== scrapeIntervalSeconds && scrapeTimes(own)) };
      }),
      ...exporters.map(({ name, metricsPath }) => ({ ...scrapeJob(name), ...(metricsPath !== "/metrics" && { metrics_path: metricsPath }) })),
      ...otherJobs(exporters).map(scrapeJob),
    ],
  };
}

/** Where every job is found on a machine that runs all of them; other environments replace these files. */
export function renderTargets({ services, exporters }: Model): readonly OutputFile[] {
  const local = (port: number) => [{ targets: [`127.0.0.1:${port}`] }];
  const groups: readonly (readonly [job: string, groups: readonly object[]])[] = [
    ...services.map(({ service }) => [service.name, local(service.port)] as const),
    ...exporters.map(
      ({ name, targets }) => [name, targets.map(({ address, labels }) => ({ targets: [address], ...(labels && { labels }) }))] as const,
    ),
    ...otherJobs(exporters).map((job) => [job, local(monitoringJobs[job])] as const),
  ];
  return groups.map(([job, content]) => ({ path: `prometheus/${targetsPath(job)}`, content: `${JSON.stringify(content, null, 2)}\n` }));
}

function scrapeJob(job: string): ScrapeConfig {
  return { job_name: job, file_sd_configs: [{ files: [targetsPath(job)] }] };
}

function scrapeTimes(intervalSeconds: number): object {
  return { scrape_interval: printDuration(intervalSeconds), scrape_timeout: printDuration(Math.min(intervalSeconds, TIMEOUT_AT_MOST_SECONDS)) };
}

function targetsPath(job: string): string {
  return `targets/${job}.json`;
}
