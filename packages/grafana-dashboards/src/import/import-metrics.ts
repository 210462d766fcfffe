import type { DefinitionPlace, MetricKind } from "@platform/metrics/define";
import { alerts } from "@platform/promql";
import type { HandwrittenFiles } from "../handwritten/check-handwritten.ts";
import { type Exposition, seenLabels } from "../handwritten/exposed-series.ts";
import { readDashboard } from "../handwritten/read-dashboard.ts";
import { readRules } from "../handwritten/read-rules.ts";
import { scrapeMetrics } from "../model/prometheus-series.ts";
import { inferKind, type KnownBy, metricOf, SUFFIXES } from "./infer-kind.ts";
import { type Asking, type MetricUse, metricUses } from "./metric-uses.ts";

/** A metric that files read or that programs expose. */
export interface ImportedMetric {
  /** Without the suffixes of a histogram. */
  readonly name: string;
  readonly kind: MetricKind;
  /** What its kind was told by: its exposition, its name, a function that is applied to it, or nothing. */
  readonly knownBy: KnownBy;
  readonly help?: string;
  /** Every label, with the values that were seen, sorted; none where only the label was. */
  readonly labels: Readonly<Record<string, readonly string[]>>;
  /** The values are those of running programs, not only those that queries name. */
  readonly isExposed: boolean;
  /** Bounds of a histogram that were seen, rising, without +Inf. */
  readonly bounds: readonly number[];
  /** Jobs that queries read it of, or that expose it. */
  readonly jobs: readonly string[];
  readonly usedBy: readonly { readonly subject: string; readonly place: DefinitionPlace }[];
}

export interface ImportedMetrics {
  /** By name. */
  readonly metrics: readonly ImportedMetric[];
  /** Texts that cannot be read, and were left out. */
  readonly unreadable: readonly { readonly subject: string; readonly message: string; readonly place?: DefinitionPlace }[];
}

interface Draft {
  readonly series: Set<string>;
  readonly functions: Set<string>;
  readonly labels: Map<string, Set<string>>;
  readonly usedBy: Map<string, ImportedMetric["usedBy"][number]>;
  exposed?: { readonly type: string; readonly help: string };
}

/** Labels that are not a metric's own. */
const TARGET_LABELS: readonly string[] = ["job", "instance", "le", "quantile"];

/**
 * What would have to be defined for rules and dashboards to be generated: every metric that they read, or that programs expose, with what can be
 * told of it. Records of the rules themselves, and what Prometheus writes, are left out.
 */
export function importMetrics(files: Omit<HandwrittenFiles, "alertmanager">, expositions: readonly Exposition[]): ImportedMetrics {
  const rules = files.rules.map(readRules);
  const dashboards = files.dashboards.map(readDashboard);
  const records = new Set(rules.flatMap((file) => file.rules.filter(({ kind }) => kind === "record").map(({ name }) => name)));
  const unreadable: ImportedMetrics["unreadable"][number][] = [...rules, ...dashboards].flatMap(({ problems }) => problems);
  const found = new Map<string, Draft>();
  const types = new Map(expositions.flatMap(({ families }) => families.map(({ name, type }) => [name, type] as const)));
  const askings: Asking[] = [
    ...rules.flatMap((file) =>
      file.rules.map(({ kind, name, file: at, expression: { text, node } }) => ({
        subject: `${kind} ${name}`,
        text,
        place: (character: number) => at.at(node, character),
      })),
    ),
    ...dashboards.flatMap(({ queries }) =>
      queries.map(({ subject, text, file, node }) => ({ subject, text, place: (character: number) => file.at(node, character) })),
    ),
  ];
  for (const asking of askings) {
    const uses = metricUses(asking.text);
    if ("message" in uses) {
      unreadable.push({ subject: asking.subject, message: uses.message, place: asking.place(uses.at) });
      continue;
    }
    for (const use of uses.filter(({ series }) => !records.has(series) && !isOfPrometheus(series))) {
      addUse(use, asking, draftOf(metricOf(use.series, types), found));
    }
  }
  for (const exposition of expositions) {
    addExposition(exposition, found);
  }
  const metrics = [...found].map(([name, draft]) => imported(name, draft));
  return { metrics: metrics.toSorted((one, other) => (one.name < other.name ? -1 : 1)), unreadable };
}

function isOfPrometheus(series: string): boolean {
  return series === alerts.name || series === "ALERTS_FOR_STATE" || scrapeMetrics.some(({ name }) => name === series);
}

function draftOf(name: string, found: Map<string, Draft>): Draft {
  const draft: Draft = found.get(name) ?? { series: new Set(), functions: new Set(), labels: new Map(), usedBy: new Map() };
  found.set(name, draft);
  return draft;
}

function addUse({ series, functions, labels, character }: MetricUse, { subject, place }: Asking, draft: Draft): void {
  draft.series.add(series);
  for (const name of functions) {
    draft.functions.add(name);
  }
  for (const [label, values] of labels) {
    addValues(draft, label, values);
  }
  const at = place(character);
  draft.usedBy.set(`${subject} ${at.file} ${at.line}`, { subject, place: at });
}

function addExposition({ job, families }: Exposition, found: Map<string, Draft>): void {
  for (const { name, type, help, samples } of families) {
    const isTotal = type === "counter" && samples.length > 0 && samples.every((sample) => sample.name === `${name}_total`);
    const draft = draftOf(isTotal ? `${name}_total` : name, found);
    draft.exposed = { type, help };
    for (const [label, values] of seenLabels(samples)) {
      addValues(draft, label, Array.isArray(values) ? values : []);
    }
    if (job !== undefined) {
      addValues(draft, "job", [job]);
    }
  }
}

function addValues({ labels }: Draft, label: string, values: readonly string[]): void {
  const seen = labels.get(label) ?? new Set();
  labels.set(label, seen);
  for (const value of values) {
    seen.add(value);
  }
}

function imported(name: string, { series, functions, labels, usedBy, exposed }: Draft): ImportedMetric {
  const { kind, knownBy } = inferKind(name, {
    type: exposed?.type,
    functions,
    suffixes: SUFFIXES.filter((suffix) => series.has(`${name}${suffix}`)),
  });
  const own = [...labels].filter(([label]) => !TARGET_LABELS.includes(label)).sort(([one], [other]) => (one < other ? -1 : 1));
  return {
    name,
    kind,
    knownBy,
    ...(exposed !== undefined && exposed.help !== "" && { help: exposed.help }),
    labels: Object.fromEntries(own.map(([label, values]) => [label, [...values].sort()])),
    isExposed: exposed !== undefined,
    bounds: [...(labels.get("le") ?? [])]
      .map(Number)
      .filter(Number.isFinite)
      .sort((one, other) => one - other),
    jobs: [...(labels.get("job") ?? [])].sort(),
    usedBy: [...usedBy.values()],
  };
}
