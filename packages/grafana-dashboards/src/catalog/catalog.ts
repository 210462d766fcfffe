import { type DefinitionPlace, isOpen, type LabelDomain, type MetricDefinition, placeOf } from "@platform/metrics/define";
import {
  type AlertingRule,
  alerts,
  bucketLabels,
  formerSeries,
  type KnownLabels,
  labelsOf,
  type RecordingRule,
  type SeriesPart,
  seriesName,
} from "@platform/promql";
import { scrapeIntervalOf } from "../definition/platform-definition.ts";
import { addedLabels } from "../model/added-labels.ts";
import type { Model, RuleFile, ServiceModel } from "../model/model.ts";
import { otherJobs, scrapeMetrics } from "../model/prometheus-series.ts";

/** One that writes a series: a program that exposes it, a rule that records it, Prometheus itself. */
export interface Source {
  /** For people: `service checkout`, `group slo:checkout:availability:fast`. */
  readonly by: string;
  readonly kind: MetricDefinition["kind"] | "record";
  /** Every label of its series, with the values it can have; undefined where they are not known beforehand. */
  readonly labels: KnownLabels;
  /** Seconds between two samples. */
  readonly intervalSeconds: number;
  readonly place?: DefinitionPlace | undefined;
  /** Its values are those that a running program had so far; others may come. */
  readonly valuesAreSeen?: true;
}

/** All sources of one name. */
export interface SeriesSources {
  readonly all: readonly Source[];
  /** Those of which the label `job` has known values, under each of them. */
  readonly byJob: ReadonlyMap<string, readonly Source[]>;
  /** Those that can have any job: a rule that keeps the label of whatever it reads. */
  readonly ofAnyJob: readonly Source[];
  /** Alerts by their name, of which each has one. */
  readonly byAlertName: ReadonlyMap<string, readonly Source[]>;
  /** Alerts by the service that they are about. */
  readonly byService: ReadonlyMap<string, readonly Source[]>;
}

interface SourceIndex extends SeriesSources {
  readonly all: Source[];
  readonly byJob: Map<string, Source[]>;
  readonly ofAnyJob: Source[];
  readonly byAlertName: Map<string, Source[]>;
  readonly byService: Map<string, Source[]>;
}

/** Everything that a query can find, by the name under which Prometheus stores it. */
export type Catalog = ReadonlyMap<string, SeriesSources>;

/** A catalog that grows: what a model does not know of can be added. */
export interface GrowingCatalog {
  readonly catalog: Catalog;
  add(name: string, source: Source): void;
}

/** What a model's services expose, its rules record and Prometheus adds. */
export function catalogOf(model: Model): Catalog {
  return growingCatalog(model).catalog;
}

/** A catalog without any series, or with those of a model. */
export function growingCatalog(model?: Model): GrowingCatalog {
  const catalog = new Map<string, SourceIndex>();
  const add: Add = (name, source) => {
    const sources: SourceIndex = catalog.get(name) ?? { all: [], byJob: new Map(), ofAnyJob: [], byAlertName: new Map(), byService: new Map() };
    catalog.set(name, sources);
    sources.all.push(source);
    if (!addTo(sources.byJob, source, "job") && source.labels.has("job")) {
      sources.ofAnyJob.push(source);
    }
    addTo(sources.byAlertName, source, "alertname");
    addTo(sources.byService, source, "service");
  };
  if (model !== undefined) {
    addMetrics(model, add);
    addRules(model, add);
  }
  return { catalog, add };
}

/** Files a source under each value of a label; false where the values are not known. */
function addTo(index: Map<string, Source[]>, source: Source, label: string): boolean {
  const values = source.labels.get(label);
  if (values === undefined || isOpen(values)) {
    return false;
  }
  for (const value of values) {
    const known = index.get(value) ?? [];
    known.push(source);
    index.set(value, known);
  }
  return true;
}

type Add = (name: string, source: Source) => void;

function addMetrics({ platform, services, exporters }: Model, add: Add): void {
  for (const { service, metrics } of services) {
    const intervalSeconds = scrapeIntervalOf(platform.prometheus, service.name);
    for (const metric of [...metrics, ...scrapeMetrics]) {
      addMetric(metric, { job: service.name, by: `service ${service.name}`, intervalSeconds, place: metricPlace(metric, service) }, add);
    }
  }
  const { scrapeIntervalSeconds } = platform.prometheus;
  for (const exporter of exporters) {
    for (const metric of [...exporter.metrics, ...scrapeMetrics]) {
      const source = { job: exporter.name, by: `exporter ${exporter.name}`, intervalSeconds: scrapeIntervalSeconds, place: placeOf(exporter) };
      addMetric(metric, source, add);
    }
  }
  for (const job of otherJobs(exporters)) {
    for (const metric of scrapeMetrics) {
      addMetric(metric, { job, by: `job ${job}`, intervalSeconds: scrapeIntervalSeconds }, add);
    }
  }
}

function addRules({ ruleFiles }: Model, add: Add): void {
  for (const file of ruleFiles) {
    for (const { name, intervalSeconds, rules } of file.groups) {
      for (const rule of rules) {
        if (rule.kind === "recording") {
          add(rule.record.name, { by: `group ${name}`, kind: "record", labels: recordedLabels(rule, labelsOf(rule.expression)), intervalSeconds });
        } else {
          add(alerts.name, { by: `alert ${rule.name}`, kind: "record", labels: alertSeriesLabels(rule, file), intervalSeconds });
        }
      }
    }
  }
}

const PARTS: Readonly<Record<MetricDefinition["kind"], readonly SeriesPart[]>> = {
  counter: ["value"],
  gauge: ["value"],
  histogram: ["bucket", "sum", "count"],
};

function partsOf(metric: MetricDefinition): readonly SeriesPart[] {
  return metric.kind === "histogram" && metric.native !== undefined ? [...PARTS.histogram, "native"] : PARTS[metric.kind];
}

function addMetric(metric: MetricDefinition, source: Omit<Source, "kind" | "labels"> & { readonly job: string }, add: Add): void {
  const former = formerSeries(metric);
  if (former !== undefined && former.kind !== "record") {
    addMetric(former, source, add);
  }
  for (const part of partsOf(metric)) {
    const labels = new Map<string, LabelDomain | undefined>([...Object.entries(metric.labels), ["job", [source.job]], ["instance", undefined]]);
    if (part === "bucket" && metric.kind === "histogram") {
      labels.set("le", bucketLabels(metric.buckets));
    }
    add(seriesName({ series: metric, part }), { ...source, kind: metric.kind, labels });
  }
}

/** A metric of the service's own stands in its definition; what every service has is there because of the service. */
function metricPlace(metric: MetricDefinition, service: ServiceModel["service"]): DefinitionPlace | undefined {
  return Object.values(service.metrics).includes(metric) ? placeOf(metric) : placeOf(service);
}

/** Labels that a recording rule leaves: those that its expression has left, and its own over them. */
export function recordedLabels({ labels }: RecordingRule, left: KnownLabels): KnownLabels {
  return new Map([...left, ...fixed(labels)]);
}

function alertSeriesLabels(rule: AlertingRule, file: RuleFile): KnownLabels {
  return new Map<string, LabelDomain | undefined>([
    ...labelsOf(rule.expression),
    ...fixed(addedLabels(rule, file)),
    ["alertname", [rule.name]],
    ["alertstate", alerts.labels.alertstate],
  ]);
}

function fixed(labels: Readonly<Record<string, string>>): readonly (readonly [string, LabelDomain])[] {
  return Object.entries(labels).map(([label, value]) => [label, [value]]);
}
