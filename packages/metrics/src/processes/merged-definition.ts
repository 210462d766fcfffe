import { isOpen, type LabelDomain } from "../definition/label-domain.ts";
import type { MetricDefinition } from "../definition/metric-definition.ts";
import { MergeError } from "./merge-error.ts";

/**
 * One definition for the series of two, of programs that are not quite the same, as during a rolling restart: it has the newer text
 * and the values of both for each label.
 *
 * @throws MergeError if the metrics differ in kind, in label names or in buckets
 */
export function mergedDefinition(older: MetricDefinition, newer: MetricDefinition): MetricDefinition {
  if (shapeOf(older) !== shapeOf(newer)) {
    throw new MergeError(`${newer.name} is defined in two ways, ${shapeOf(older)} and ${shapeOf(newer)}.`);
  }
  const labels = Object.entries(older.labels).map(([name, domain]) => [name, union(domain, newer.labels[name] as LabelDomain)]);
  return { ...newer, labels: Object.fromEntries(labels), maxSeries: Math.max(older.maxSeries, newer.maxSeries) } as MetricDefinition;
}

function shapeOf(definition: MetricDefinition): string {
  const { kind, labels } = definition;
  const layout = definition.kind === "histogram" ? { buckets: definition.buckets, native: definition.native !== undefined } : undefined;
  return JSON.stringify({ kind, labels: Object.keys(labels).sort(), ...layout });
}

function union(a: LabelDomain, b: LabelDomain): LabelDomain {
  if (isOpen(a)) {
    return isOpen(b) && b.max > a.max ? b : a;
  }
  return isOpen(b) ? b : [...new Set([...a, ...b])];
}
