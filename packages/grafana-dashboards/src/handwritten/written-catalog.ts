import { type DefinitionPlace, isOpen, type LabelDomain } from "@platform/metrics/define";
import { alerts as alertSeries, type KnownLabels, type SeriesDefinition } from "@platform/promql";
import { type Catalog, growingCatalog, type Source } from "../catalog/catalog.ts";
import { RULE_SCOPE } from "../catalog/resolve-selector.ts";
import { createResolver } from "../catalog/resolver.ts";
import type { Model } from "../model/model.ts";
import { scrapeMetrics } from "../model/prometheus-series.ts";
import { type Exposition, exposedSeries } from "./exposed-series.ts";
import { type QueryError, type ReadQuery, readPromql } from "./read-promql.ts";
import type { WrittenRule } from "./read-rules.ts";

export interface KnownSeries {
  readonly model?: Model | undefined;
  readonly expositions: readonly Exposition[];
  /** Labels that the scrape configuration adds to every series, such as `env`. */
  readonly targetLabels: readonly string[];
}

/** An alert as its series and its notifications have it. */
export interface KnownAlert {
  readonly name: string;
  readonly labels: KnownLabels;
  /** It may carry more than these labels. */
  readonly isOpen: boolean;
  readonly place?: DefinitionPlace | undefined;
}

/** Everything that handwritten files can find: what is defined or exposed, and what their own rules write. */
export interface WrittenCatalog {
  readonly catalog: Catalog;
  readonly alerts: readonly KnownAlert[];
  /** Nobody said what is exposed, so that no name is unknown. */
  readonly isEmpty: boolean;
  read(text: string): ReadQuery | QueryError;
}

export function writtenCatalog({ model, expositions, targetLabels }: KnownSeries, rules: readonly WrittenRule[]): WrittenCatalog {
  const { catalog, add } = growingCatalog(model);
  const unlabelled = new Set<string>();
  for (const exposition of expositions) {
    addExposition(exposition, add, unlabelled);
  }
  addTargetLabels(catalog, targetLabels);
  const waiting = Map.groupBy(
    rules.filter(({ kind }) => kind === "record"),
    ({ name }) => name,
  );
  const read = (text: string) => readPromql(text, (name) => seriesOf(name, catalog, unlabelled, record));
  /** Finds the labels of a record before they are asked for; one that reads itself stays unknown. */
  const record = (name: string) => {
    const own = waiting.get(name) ?? [];
    waiting.delete(name);
    for (const rule of own) {
      const labels = writtenLabels(rule, read(rule.expression.text), catalog);
      if (labels === undefined) {
        unlabelled.add(name);
      } else {
        add(name, { by: `group ${rule.group}`, kind: "record", labels, intervalSeconds: 0, place: rule.file.at(rule.node) });
      }
    }
  };
  for (const name of [...waiting.keys()]) {
    record(name);
  }
  const own = rules.filter(({ kind }) => kind === "alert").map((rule) => writtenAlert(rule, read(rule.expression.text), catalog));
  const generated = (catalog.get(alertSeries.name)?.all ?? []).map(generatedAlert);
  for (const { name, labels, place } of own) {
    add(alertSeries.name, { by: `alert ${name}`, kind: "record", labels: withState(labels), intervalSeconds: 0, place });
  }
  return { catalog, alerts: [...generated, ...own], isEmpty: model === undefined && expositions.length === 0, read };
}

function addExposition(exposition: Exposition, add: (name: string, source: Source) => void, unlabelled: Set<string>): void {
  for (const { name, source } of exposedSeries(exposition)) {
    if (source === undefined) {
      unlabelled.add(name);
    } else {
      add(name, source);
    }
  }
  const { job, by } = exposition;
  for (const { name, kind } of scrapeMetrics) {
    const labels = new Map<string, LabelDomain | undefined>([
      ["job", job === undefined ? undefined : [job]],
      ["instance", undefined],
    ]);
    add(name, { by, kind, labels, intervalSeconds: 0 });
  }
}

/** To what programs expose; a record has what its expression keeps. */
function addTargetLabels(catalog: Catalog, labels: readonly string[]): void {
  for (const source of [...catalog.values()].flatMap(({ all }) => all).filter(({ kind }) => kind !== "record")) {
    for (const label of labels) {
      (source.labels as Map<string, LabelDomain | undefined>).set(label, undefined);
    }
  }
}

const SUFFIXES = { _bucket: "bucket", _sum: "sum", _count: "count" } as const;

/** The definition that a name in a query stands for. Its labels are found when it is resolved. */
function seriesOf(
  name: string | undefined,
  catalog: Catalog,
  unlabelled: ReadonlySet<string>,
  record: (name: string) => void,
): { readonly series: SeriesDefinition; readonly part: "value" | "bucket" | "sum" | "count" } {
  if (name !== undefined) {
    record(name);
  }
  if (name === undefined || (unlabelled.has(name) && !catalog.has(name))) {
    return { series: ofKind("record", ""), part: "value" };
  }
  const kind = catalog.get(name)?.all[0]?.kind ?? "record";
  const suffix = (Object.keys(SUFFIXES) as (keyof typeof SUFFIXES)[]).find((end) => kind === "histogram" && name.endsWith(end));
  return suffix === undefined
    ? { series: ofKind(kind === "histogram" ? "record" : kind, name), part: "value" }
    : { series: ofKind(kind, name.slice(0, -suffix.length)), part: SUFFIXES[suffix] };
}

function ofKind(kind: SeriesDefinition["kind"], name: string): SeriesDefinition {
  const series = { kind, name, help: "", unit: "count", labels: {} };
  return (kind === "histogram" ? { ...series, buckets: [] } : series) as SeriesDefinition;
}

function writtenLabels(rule: WrittenRule, query: ReadQuery | QueryError, catalog: Catalog): Map<string, LabelDomain | undefined> | undefined {
  if ("message" in query || query.isOpaque) {
    return undefined;
  }
  const resolver = createResolver(catalog);
  const read = [...query.selectors.keys()].map((selector) => resolver.resolve(selector, RULE_SCOPE).sources);
  if (read.some((sources) => sources.length === 0)) {
    return undefined;
  }
  const labels = new Map([...resolver.labels(query.expression, RULE_SCOPE), ...ownLabels(rule)]);
  return labels.has("job") && labels.get("job") === undefined ? labels.set("job", jobsOf(read.flat())) : labels;
}

/** The jobs whose series were read, if all are known. */
function jobsOf(sources: readonly Source[]): LabelDomain | undefined {
  const domains = sources.map(({ labels }) => labels.get("job"));
  return domains.every((domain) => domain !== undefined && !isOpen(domain)) ? [...new Set(domains.flat() as readonly string[])] : undefined;
}

/** A value with a template in it can be anything. */
function ownLabels({ labels }: WrittenRule): readonly (readonly [string, LabelDomain | undefined])[] {
  return [...labels].map(([label, { text }]) => [label, text.includes("{{") ? undefined : [text]]);
}

function writtenAlert(rule: WrittenRule, query: ReadQuery | QueryError, catalog: Catalog): KnownAlert {
  const labels = writtenLabels(rule, query, catalog);
  const own = labels ?? new Map(ownLabels(rule));
  return { name: rule.name, labels: own.set("alertname", [rule.name]), isOpen: labels === undefined, place: rule.file.at(rule.node) };
}

function generatedAlert({ labels, by, place }: Source): KnownAlert {
  return { name: by.replace(/^alert /, ""), labels: new Map([...labels].filter(([label]) => label !== "alertstate")), isOpen: false, place };
}

function withState(labels: KnownLabels): KnownLabels {
  return new Map<string, LabelDomain | undefined>([...labels, ["alertstate", alertSeries.labels.alertstate]]);
}
