import type { LabelDomains, MetricDefinition, Unit } from "@platform/metrics/define";

/**
 * A series that a recording rule writes. Its labels are those that its expression leaves, with their domains,
 * so that cost and legends are known here as they are for a metric.
 */
export interface RecordDefinition<L extends LabelDomains = LabelDomains> {
  readonly kind: "record";
  /** `level:metric:operations`: https://prometheus.io/docs/practices/rules/ */
  readonly name: string;
  readonly help: string;
  readonly unit: Unit;
  /** The value is an amount of its unit for each second: the rule took a rate. Default false. */
  readonly perSecond?: boolean;
  readonly labels: L;
  /** Most series that there can be, where that is less than all combinations of its labels. */
  readonly maxSeries?: number;
  /** Name under which it was recorded before, with the same labels. */
  readonly renamedFrom?: { readonly name: string };
}

/** What a selector can select: a metric that a program emits, or a series that a rule records. */
export type SeriesDefinition = MetricDefinition | RecordDefinition;

/** The part of a histogram that is read: one of its classic series, or its native histogram. Other metrics have one part. */
export type SeriesPart = "value" | "bucket" | "sum" | "count" | "native";

/** Labels that the scrape adds to every series. */
export type TargetLabel = "job" | "instance";
