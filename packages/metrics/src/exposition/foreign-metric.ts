import { bucketLabel } from "../definition/bucket-label.ts";
import { escapeLabelValue } from "../instruments/label-text.ts";
import { familyHeader, familyName } from "./family-header.ts";
import type { TextFormat } from "./format.ts";
import { numberText } from "./write-number.ts";

/** What `get()` of a metric of prom-client gives. */
export interface ForeignMetric {
  readonly name: string;
  readonly help: string;
  readonly type: string;
  readonly values: readonly ForeignValue[];
}

export interface ForeignValue {
  readonly value: number;
  readonly labels?: Readonly<Record<string, unknown>>;
  readonly metricName?: string;
  readonly exemplar?: { readonly labelSet: Readonly<Record<string, unknown>>; readonly value: number; readonly timestamp: number } | null;
}

/** Labels whose value OpenMetrics wants as a canonical number. */
const NUMERIC_LABELS: readonly string[] = ["le", "quantile"];

export interface ForeignOptions {
  readonly format: TextFormat;
  readonly defaultLabels: Readonly<Record<string, unknown>>;
}

/** Lines of a metric that is not of this package, its description first. */
export function* foreignLines(metric: ForeignMetric, { format, defaultLabels }: ForeignOptions): Generator<string> {
  // A scrape of OpenMetrics by prom-client itself takes the suffix off a counter's name for good.
  const counter = metric.type === "counter";
  const family = familyName(metric, format);
  yield familyHeader({ ...metric, name: family }, format);
  const sample = counter && format === "openmetrics" ? `${family}_total` : metric.name;
  for (const { value, labels = {}, metricName = sample, exemplar } of metric.values) {
    const withExemplar = exemplar != null && format === "openmetrics" && (counter || metricName.endsWith("_bucket"));
    const end = withExemplar ? ` # {${labelText(exemplar.labelSet, format)}} ${numberText(exemplar.value)} ${exemplar.timestamp}` : "";
    const text = labelText({ ...defaultLabels, ...labels }, format);
    yield `${metricName}${text === "" ? "" : `{${text}}`} ${numberText(value)}${end}\n`;
  }
}

function labelText(labels: Readonly<Record<string, unknown>>, format: TextFormat): string {
  return Object.entries(labels)
    .map(([name, value]) => `${name}="${escapeLabelValue(labelValue(name, value, format))}"`)
    .join(",");
}

function labelValue(name: string, value: unknown, format: TextFormat): string {
  const number = format === "openmetrics" && NUMERIC_LABELS.includes(name) ? Number(value === "+Inf" ? Number.POSITIVE_INFINITY : value) : Number.NaN;
  return Number.isNaN(number) ? String(value) : bucketLabel(number);
}
