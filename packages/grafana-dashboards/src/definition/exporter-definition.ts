import { type AlertDefinitions, checkAlertNames } from "@platform/alerts";
import { DefinitionError, type MetricDefinition, markPlace } from "@platform/metrics/define";
import type { Selector } from "@platform/promql";

/** A program that we do not write: what its exporter exposes, where it is scraped, and what is worth an alert. */
export interface ExporterDefinition {
  readonly kind: "exporter";
  /** Kebab-case; the value of the scrape label `job`. */
  readonly name: string;
  /** For people: "PostgreSQL". */
  readonly title: string;
  readonly help: string;
  /** Team that answers for it. */
  readonly owner: string;
  readonly targets: readonly ExporterTarget[];
  /** Path of its metrics. */
  readonly metricsPath: string;
  /** What its alerts and panels read; it exposes more. */
  readonly metrics: readonly MetricDefinition[];
  readonly alerts: AlertDefinitions;
  /** Series that one target exposes as it is usually installed, by which its cost is reckoned; default those of `metrics`. */
  readonly usualSeries?: number;
  /** Selections of counters whose samples carry their trace, by the title of the panel that leads there. */
  readonly traced?: Readonly<Record<string, Selector>>;
  /** Its targets are machines: while one is down, so is all that runs on it. */
  readonly isOfMachines?: true;
}

export interface ExporterTarget {
  /** `host:port`. */
  readonly address: string;
  /** Labels of the target; those with two underscores in front steer the scrape. */
  readonly labels?: Readonly<Record<string, string>>;
}

const NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
const ADDRESS = /^[^\s:/]+:\d{1,5}$/;

/**
 * @throws DefinitionError `exporter_name_invalid`, `text_missing`, `target_invalid`, `targets_empty`, `series_invalid`, `alert_name_invalid`
 */
export function defineExporter(options: Omit<ExporterDefinition, "kind" | "metricsPath"> & { readonly metricsPath?: string }): ExporterDefinition {
  const { name, owner, targets, alerts } = options;
  if (!NAME.test(name) || name.length > 60) {
    throw new DefinitionError("exporter_name_invalid", `Exporter name ${JSON.stringify(name)} must match ${NAME} and have at most 60 characters.`);
  }
  if (typeof owner !== "string" || owner.trim() === "") {
    throw new DefinitionError("text_missing", `Exporter "${name}" needs a text for its owner, got ${JSON.stringify(owner)}.`);
  }
  if (targets.length === 0) {
    throw new DefinitionError("targets_empty", `Exporter "${name}" has no target.`);
  }
  const wrong = targets.find(({ address }) => !ADDRESS.test(address));
  if (wrong !== undefined) {
    throw new DefinitionError(
      "target_invalid",
      `A target of exporter "${name}" is a host and a port, such as "db-1:9187", got ${JSON.stringify(wrong.address)}.`,
    );
  }
  const { usualSeries = 1 } = options;
  if (!Number.isInteger(usualSeries) || usualSeries < 1) {
    throw new DefinitionError("series_invalid", `The usual series of exporter "${name}" are a whole number from 1 on, got ${usualSeries}.`);
  }
  checkAlertNames(alerts, `Exporter "${name}"`);
  return markPlace({ kind: "exporter", metricsPath: "/metrics", ...options }, defineExporter);
}
