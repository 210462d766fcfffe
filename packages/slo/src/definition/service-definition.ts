import { type AlertDefinitions, checkAlertNames, selectorsOfAlert } from "@platform/alerts";
import { DefinitionError, type MetricDefinition, markPlace, standardMetrics } from "@platform/metrics/define";
import { up } from "@platform/promql";
import { checkReads } from "./check-reads.ts";
import { pascalCase } from "./pascal-case.ts";
import type { SloDefinition } from "./slo-definition.ts";
import { SLO_EVENTS_NAME, sloEvents } from "./slo-events.ts";

/** Definitions by the name under which the program uses them. */
export type MetricDefinitions = Readonly<Record<string, MetricDefinition>>;

/** A program, what it measures and what it promises. The running service and its dashboards read the same one. */
export interface ServiceDefinition<M extends MetricDefinitions = MetricDefinitions> {
  readonly kind: "service";
  /** Kebab-case; the value of the scrape label `job`. */
  readonly name: string;
  /** For people: "Payment". */
  readonly title: string;
  readonly help: string;
  /** Team that answers for it. */
  readonly owner: string;
  /** TCP port of its HTTP server. */
  readonly port: number;
  /** Names of the services that it calls. */
  readonly calls: readonly string[];
  /** Its own metrics, beside the standard ones that every service has. */
  readonly metrics: M;
  readonly slos: readonly SloDefinition[];
  /** What a gate does when it cannot tell the state of the service's budgets; it leaves that to its caller when left out. */
  readonly gateWhenUnknown?: GateWhenUnknown;
  /** Alerts on its metrics, by name in camelCase, beside those that every service has. */
  readonly alerts: AlertDefinitions;
}

/** `open` deploys, `closed` does not. */
export type GateWhenUnknown = "open" | "closed";

export interface ServiceOptions<M extends MetricDefinitions> {
  readonly name: string;
  readonly title: string;
  readonly help: string;
  readonly owner: string;
  readonly port: number;
  readonly calls?: readonly string[];
  readonly metrics?: M;
  readonly slos?: readonly SloDefinition[];
  readonly gateWhenUnknown?: GateWhenUnknown;
  readonly alerts?: AlertDefinitions;
}

/** Series that Prometheus writes for each target, where those of the target would be lost: https://prometheus.io/docs/concepts/jobs_instances/ */
const SCRAPE_SERIES: readonly string[] = [
  "up",
  "scrape_duration_seconds",
  "scrape_samples_scraped",
  "scrape_samples_post_metric_relabeling",
  "scrape_series_added",
  "scrape_timeout_seconds",
  "scrape_sample_limit",
  "scrape_body_size_bytes",
];

const SERVICE_NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

/**
 * SLOs and alerts read metrics of the service or standard ones.
 *
 * @throws DefinitionError `service_name_invalid`, `text_missing`, `port_invalid`, `gate_invalid`, `call_duplicate`, `metric_reserved`, `metric_duplicate`,
 * `slo_duplicate`, `slo_metric_foreign`, `composite_part_foreign`, `alert_name_invalid`, `alert_metric_foreign`
 */
export function defineService<const M extends MetricDefinitions = Readonly<Record<never, never>>>(options: ServiceOptions<M>): ServiceDefinition<M> {
  const { name, title, help, owner, port, calls = [], slos = [], gateWhenUnknown, alerts = {} } = options;
  const metrics = options.metrics ?? ({} as M);
  checkServiceName(name);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new DefinitionError("port_invalid", `Port of service "${name}" is 1 to 65535, got ${port}.`);
  }
  for (const [part, text] of Object.entries({ title, help, owner })) {
    if (typeof text !== "string" || text.trim() === "") {
      throw new DefinitionError("text_missing", `Service "${name}" needs a text for its ${part}, got ${JSON.stringify(text)}.`);
    }
  }
  if (gateWhenUnknown !== undefined && gateWhenUnknown !== "open" && gateWhenUnknown !== "closed") {
    throw new DefinitionError(
      "gate_invalid",
      `A gate whose budgets are unknown is "open" or "closed", got ${JSON.stringify(gateWhenUnknown)} for service "${name}".`,
    );
  }
  refuseDuplicates(
    "slo_duplicate",
    `Service "${name}" has two SLOs whose alerts would be named after`,
    slos.map((slo) => pascalCase(slo.name)),
  );
  refuseDuplicates("call_duplicate", `Service "${name}" lists two calls of`, calls);
  for (const { name: metric } of Object.values(metrics)) {
    if (SCRAPE_SERIES.includes(metric)) {
      throw new DefinitionError("metric_reserved", `Service "${name}" has a metric "${metric}", which Prometheus writes itself for each target.`);
    }
    if (metric === SLO_EVENTS_NAME) {
      throw new DefinitionError("metric_reserved", `Service "${name}" has a metric "${metric}", which counts the events of HTTP objectives.`);
    }
  }
  const events = sloEvents(slos);
  const known = new Set<MetricDefinition>([...Object.values(metrics), ...Object.values(standardMetrics), ...(events ? [events] : [])]);
  refuseDuplicates(
    "metric_duplicate",
    `Service "${name}" has two metrics named`,
    [...known].map((metric) => metric.name),
  );
  refuseDuplicates(
    "metric_duplicate",
    `Service "${name}" has two metrics that OpenMetrics names`,
    [...known].map(({ kind, name: metric }) => (kind === "counter" ? metric.slice(0, -"_total".length) : metric)),
  );
  checkReads({ name, slos, metrics: known });
  checkAlertNames(alerts, `Service "${name}"`);
  for (const [alert, definition] of Object.entries(alerts)) {
    const foreign = selectorsOfAlert(definition).find(({ series }) => series !== up && !known.has(series as MetricDefinition));
    if (foreign !== undefined) {
      throw new DefinitionError(
        "alert_metric_foreign",
        `Alert "${alert}" reads ${foreign.series.name}, which is not among the metrics of service "${name}".`,
      );
    }
  }
  return markPlace(
    { kind: "service", name, title, help, owner, port, calls, metrics, slos, alerts, ...(gateWhenUnknown && { gateWhenUnknown }) },
    defineService,
  );
}

/**
 * @throws DefinitionError `service_name_invalid` for a name that is not kebab-case, or longer than 60 characters
 */
export function checkServiceName(name: string): void {
  if (!SERVICE_NAME.test(name) || name.length > 60) {
    throw new DefinitionError(
      "service_name_invalid",
      `Service name ${JSON.stringify(name)} must match ${SERVICE_NAME} and have at most 60 characters.`,
    );
  }
}

function refuseDuplicates(code: string, message: string, names: readonly string[]): void {
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) {
    throw new DefinitionError(code, `${message} "${twice}".`);
  }
}
