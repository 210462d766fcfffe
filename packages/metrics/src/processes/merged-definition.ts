import { isOpen, type LabelDomain } from "../definition/label-domain.ts";
import type { MetricDefinition } from "../definition/metric-definition.ts";
import { MergeError } from "./merge-error.ts";

/**
 * One definition for the series of two, of programs that are not quite the same, as during a rolling restart: it has the newer text,
 * and the labels of both with the values of both. A label that a series does not have is empty, which to Prometheus is the same.
 *
 * @throws MergeError if the metrics differ in kind or in buckets
 */
export function mergedDefinition(older: MetricDefinition, newer: MetricDefinition): MetricDefinition {
  if (shapeOf(older) !== shapeOf(newer)) {
    throw new MergeError(`${newer.name} is defined in two ways, ${shapeOf(older)} and ${shapeOf(newer)}.`);
  }
  const names = new Set([...Object.keys(older.labels), ...Object.keys(newer.labels)]);
  const labels = Array.from(names, (name) => [name, union(older.labels[name] ?? [""], newer.labels[name] ?? [""])]);
  return { ...newer, labels: Object.fromEntries(labels), maxSeries: Math.max(older.maxSeries, newer.maxSeries) } as MetricDefinition;
}

function shapeOf(definition: MetricDefinition): string {
  const layout = definition.kind === "histogram" ? { buckets: definition.buckets, native: definition.native !== undefined } : undefined;
  return JSON.stringify({ kind: definition.kind, ...layout });
}

function union(a: LabelDomain, b: LabelDomain): LabelDomain {
  if (isOpen(a)) {
    return isOpen(b) && b.max > a.max ? b : a;
  }
  return isOpen(b) ? b : [...new Set([...a, ...b])];
}
