import { DefinitionError, markPlace } from "@platform/metrics/define";
import { longestDays, type ServiceDefinition } from "@platform/slo/define";
import { monitoringJobs } from "../model/prometheus-series.ts";
import { type ContainerDefinition, checkContainers } from "./container-definition.ts";
import type { ExporterDefinition } from "./exporter-definition.ts";
import { type KubernetesOptions, type KubernetesSettings, kubernetesSettings } from "./kubernetes-definition.ts";
import type { NotificationDefinition } from "./notification-definition.ts";

/** Everything that is generated from: the services, and where their telemetry can be seen. */
export interface PlatformDefinition {
  readonly kind: "platform";
  /** Kebab-case; prefix of dashboard uids. */
  readonly name: string;
  readonly title: string;
  readonly services: readonly ServiceDefinition[];
  /** Programs that others wrote and the services stand on. */
  readonly uses: readonly ExporterDefinition[];
  readonly prometheus: PrometheusSettings;
  readonly links: PlatformLinks;
  /** Without it nobody is told: alerts are read from Alertmanager itself. */
  readonly notifications?: NotificationDefinition;
  /** Its own programs as containers, and what they stand on, beside the containers of the monitoring. */
  readonly containers: readonly ContainerDefinition[];
  /** Without it no files for Kubernetes are generated. */
  readonly kubernetes?: KubernetesSettings;
}

export interface PrometheusSettings {
  /** Default 15. */
  readonly scrapeIntervalSeconds: number;
  /** Services that are scraped more often, by name. */
  readonly scrapeIntervalSecondsByService: Readonly<Record<string, number>>;
  /** Evaluation of alerts and short windows; default 30, at least the scrape interval. */
  readonly evaluationIntervalSeconds: number;
  /**
   * Length of the tiles from which windows of 2 hours and more are summed; default 300, at least four scrapes, and a
   * divisor of one hour.
   */
  readonly tileSeconds: number;
  /** Default 30, at least the longest SLO window; of a calendar month 31, of a quarter 92. */
  readonly retentionDays: number;
  /** Instances of one service, 1 to 10,000, by which costs are reckoned; default 3. */
  readonly instances: number;
  /** Most samples that the rules of one SLO may read when each is evaluated once; default 100,000, which Prometheus reads in about 10 ms. */
  readonly samplesPerSlo: number;
  /**
   * Most samples that a panel of a service may read to be drawn once; default 10,000,000, which Prometheus reads in about a second.
   * Rates that would read more are recorded by rules.
   */
  readonly samplesPerPanel: number;
}

/** Base URLs without a slash at the end, as a browser of the reader reaches them. */
export interface PlatformLinks {
  readonly grafana: string;
  readonly prometheus: string;
  readonly alertmanager: string;
  /** Folder of the runbooks: `<runbooks>/services/slo-burn.md` is a page. */
  readonly runbooks: string;
}

export interface PlatformOptions {
  readonly name: string;
  readonly title: string;
  readonly services: readonly ServiceDefinition[];
  /** Default none: `[postgres(), redis()]` of `@platform/stack/define`. */
  readonly uses?: readonly ExporterDefinition[];
  readonly prometheus?: Partial<PrometheusSettings>;
  readonly links: PlatformLinks;
  /** Default none: alerts are read from Alertmanager itself. */
  readonly notifications?: NotificationDefinition;
  /** Default none: they run elsewhere. */
  readonly containers?: readonly ContainerDefinition[];
  /** Default none: no files for Kubernetes are generated. */
  readonly kubernetes?: KubernetesOptions;
}

/** What a path can be appended to. */
const BASE_URL = /^https?:\/\/[^\s?#]*[^\s?#/]$/;

const PLATFORM_NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

const DEFAULT_SETTINGS: PrometheusSettings = {
  scrapeIntervalSeconds: 15,
  evaluationIntervalSeconds: 30,
  tileSeconds: 300,
  retentionDays: 30,
  instances: 3,
  samplesPerSlo: 100_000,
  samplesPerPanel: 10_000_000,
  scrapeIntervalSecondsByService: {},
};

/**
 * @throws DefinitionError `platform_name_invalid`, `text_missing`, `services_empty`, `service_name_reserved`, `service_duplicate`, `port_duplicate`, `call_unknown`, `exporter_duplicate`,
 * `setting_unknown`, `scrape_interval_invalid`, `evaluation_interval_invalid`, `tile_invalid`, `retention_invalid`, `retention_too_short`, `instances_invalid`, `samples_invalid`, `link_invalid`, `container_duplicate`,
 * `container_reserved`, `container_unknown`, `container_cycle`, `kubernetes_invalid`
 */
export function definePlatform({
  name,
  title,
  services,
  uses = [],
  prometheus,
  links,
  notifications,
  containers = [],
  kubernetes,
}: PlatformOptions): PlatformDefinition {
  if (!PLATFORM_NAME.test(name) || name.length > 20) {
    throw new DefinitionError(
      "platform_name_invalid",
      `Platform name ${JSON.stringify(name)} must match ${PLATFORM_NAME} and have at most 20 characters.`,
    );
  }
  if (typeof title !== "string" || title.trim() === "") {
    throw new DefinitionError("text_missing", `Platform "${name}" needs a text for its title, got ${JSON.stringify(title)}.`);
  }
  checkServices(services);
  checkExporters(uses, services);
  checkContainers(containers);
  const unknown = Object.keys(prometheus ?? {}).find((setting) => !(setting in DEFAULT_SETTINGS));
  if (unknown !== undefined) {
    const known = Object.keys(DEFAULT_SETTINGS).join(", ");
    throw new DefinitionError("setting_unknown", `Platform "${name}" sets "${unknown}" of Prometheus; the settings are ${known}.`);
  }
  const settings: PrometheusSettings = { ...DEFAULT_SETTINGS, ...prometheus };
  checkSettings(settings, services);
  for (const [link, url] of Object.entries(links)) {
    if (!BASE_URL.test(url) || !URL.canParse(url)) {
      throw new DefinitionError(
        "link_invalid",
        `Link "${link}" must be an http or https URL without query, fragment or a slash at the end, got ${JSON.stringify(url)}.`,
      );
    }
  }
  return markPlace(
    {
      ...({ kind: "platform", name, title, services, uses, prometheus: settings, links, containers } as const),
      ...(notifications && { notifications }),
      ...(kubernetes && { kubernetes: kubernetesSettings(name, kubernetes) }),
    },
    definePlatform,
  );
}

/** Seconds between two scrapes of a service. */
export function scrapeIntervalOf(settings: PrometheusSettings, service: string): number {
  return settings.scrapeIntervalSecondsByService[service] ?? settings.scrapeIntervalSeconds;
}

function checkServices(services: readonly ServiceDefinition[]): void {
  if (services.length === 0) {
    throw new DefinitionError("services_empty", "A platform has at least one service.");
  }
  const names = services.map((service) => service.name);
  const ports = services.map((service) => service.port);
  for (const [index, service] of services.entries()) {
    if (Object.hasOwn(monitoringJobs, service.name)) {
      throw new DefinitionError(
        "service_name_reserved",
        `A service cannot be named "${service.name}": that is the scrape job of the monitoring itself.`,
      );
    }
    if (names.indexOf(service.name) !== index) {
      throw new DefinitionError("service_duplicate", `Two services are named "${service.name}".`);
    }
    if (ports.indexOf(service.port) !== index) {
      throw new DefinitionError(
        "port_duplicate",
        `Services "${names[ports.indexOf(service.port)]}" and "${service.name}" both have port ${service.port}.`,
      );
    }
    const unknown = service.calls.find((callee) => !names.includes(callee));
    if (unknown !== undefined) {
      throw new DefinitionError("call_unknown", `Service "${service.name}" calls "${unknown}", which is not among the services.`);
    }
  }
}

/** A scrape job has one owner. */
function checkExporters(uses: readonly ExporterDefinition[], services: readonly ServiceDefinition[]): void {
  const jobs = [...services, ...uses].map(({ name }) => name);
  const twice = uses.find(({ name }) => jobs.filter((job) => job === name).length > 1);
  if (twice !== undefined) {
    throw new DefinitionError("exporter_duplicate", `Two scrape jobs are named "${twice.name}"; give the exporter another name.`);
  }
}

function checkSettings(settings: PrometheusSettings, services: readonly ServiceDefinition[]): void {
  const { scrapeIntervalSeconds: scrape, evaluationIntervalSeconds: evaluation, tileSeconds: tile, retentionDays: retention } = settings;
  if (!Number.isInteger(scrape) || scrape < 1 || scrape > 75) {
    throw new DefinitionError(
      "scrape_interval_invalid",
      `A scrape interval is 1 to 75 whole seconds (four fit into the shortest window), got ${scrape}.`,
    );
  }
  for (const [service, seconds] of Object.entries(settings.scrapeIntervalSecondsByService)) {
    if (!services.some(({ name }) => name === service)) {
      throw new DefinitionError("scrape_interval_invalid", `A scrape interval is set for "${service}", which is not among the services.`);
    }
    if (!Number.isInteger(seconds) || seconds < 1 || seconds > scrape) {
      throw new DefinitionError(
        "scrape_interval_invalid",
        `The scrape interval of "${service}" is 1 to ${scrape} (that of the platform) whole seconds, got ${seconds}.`,
      );
    }
  }
  if (!Number.isInteger(evaluation) || evaluation < scrape || evaluation > 300) {
    throw new DefinitionError(
      "evaluation_interval_invalid",
      `An evaluation interval is ${scrape} (the scrape interval) to 300 whole seconds, got ${evaluation}.`,
    );
  }
  if (!Number.isInteger(tile) || tile < 4 * scrape || 3600 % tile !== 0) {
    throw new DefinitionError("tile_invalid", `A tile is at least ${4 * scrape} s (four scrapes) and divides 3600 s, got ${tile}.`);
  }
  const longest = Math.max(0, ...services.flatMap((service) => service.slos.map(longestDays)));
  if (!Number.isInteger(retention) || retention < 1) {
    throw new DefinitionError("retention_invalid", `Retention is a number of whole days from 1 on, got ${retention}.`);
  }
  if (!Number.isInteger(settings.instances) || settings.instances < 1 || settings.instances > 10_000) {
    throw new DefinitionError("instances_invalid", `Instances of one service are 1 to 10000, got ${settings.instances}.`);
  }
  if (!Number.isInteger(settings.samplesPerSlo) || settings.samplesPerSlo < 1) {
    throw new DefinitionError("samples_invalid", `The rules of one SLO may read a whole number of samples from 1 on, got ${settings.samplesPerSlo}.`);
  }
  if (!Number.isInteger(settings.samplesPerPanel) || settings.samplesPerPanel < 1) {
    throw new DefinitionError("samples_invalid", `A panel may read a whole number of samples from 1 on, got ${settings.samplesPerPanel}.`);
  }
  if (retention < longest) {
    throw new DefinitionError("retention_too_short", `Retention of ${retention} days is shorter than an SLO window of ${longest} days.`);
  }
}
