import { type OutputFile, renderYaml } from "@platform/grafana-dashboards";
import { parse } from "yaml";
import { EnvironmentError } from "../environment-error.ts";
import { WEB_USER, type WebSettings } from "./web-settings.ts";

interface PrometheusConfig {
  readonly alerting: { readonly alertmanagers: readonly object[] };
  readonly scrape_configs: readonly { readonly job_name: string }[];
}

/** https://prometheus.io/docs/prometheus/latest/configuration/configuration/#file_sd_config */
type TargetGroups = readonly { readonly targets: readonly string[] }[];

const CONFIG = "prometheus/prometheus.yml";

/**
 * The same files, with which Prometheus has the password wherever it asks itself or its Alertmanager, and nowhere else.
 *
 * @param guarded - addresses of the two
 * @throws EnvironmentError `config_refused` where a job has targets elsewhere too, which would all be told the password
 */
export function guardedFiles(files: readonly OutputFile[], web: WebSettings, guarded: readonly string[]): readonly OutputFile[] {
  const needs = (job: string) => needsPassword(job, files, guarded);
  const client = clientOf(web);
  return files.map((file) => {
    if (file.path !== CONFIG) {
      return file;
    }
    const config = parse(file.content) as PrometheusConfig;
    const { alertmanagers } = config.alerting;
    const content = renderYaml({
      ...config,
      alerting: { ...config.alerting, alertmanagers: needs("alertmanager") ? alertmanagers.map((one) => ({ ...one, ...client })) : alertmanagers },
      scrape_configs: config.scrape_configs.map((job) => (needs(job.job_name) ? { ...job, ...client } : job)),
    });
    return { ...file, content };
  });
}

/** https://prometheus.io/docs/prometheus/latest/configuration/configuration/#scrape_config */
function clientOf({ passwordFile, tls }: WebSettings): object {
  const { authorityFile, serverName } = tls ?? {};
  const trust = { ...(authorityFile !== undefined && { ca_file: authorityFile }), ...(serverName !== undefined && { server_name: serverName }) };
  return {
    ...(tls !== undefined && { scheme: "https", ...(Object.keys(trust).length > 0 && { tls_config: trust }) }),
    basic_auth: { username: WEB_USER, password_file: passwordFile },
  };
}

function needsPassword(job: string, files: readonly OutputFile[], guarded: readonly string[]): boolean {
  const text = files.find(({ path }) => path === `prometheus/targets/${job}.json`)?.content ?? "[]";
  const targets = (JSON.parse(text) as TargetGroups).flatMap((group) => group.targets);
  const elsewhere = targets.find((target) => !guarded.includes(target));
  if (elsewhere !== undefined && targets.some((target) => guarded.includes(target))) {
    throw new EnvironmentError(
      "config_refused",
      `Job ${job} scrapes ${elsewhere} beside what is protected here, and would tell it the password.`,
      "Give those elsewhere an exporter with a name of its own.",
    );
  }
  return targets.length > 0 && elsewhere === undefined;
}
