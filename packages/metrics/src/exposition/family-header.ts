import type { GaugeForm } from "../definition/metric-definition.ts";
import type { Unit } from "../definition/unit.ts";
import type { TextFormat } from "./format.ts";

export interface Family {
  readonly name: string;
  readonly help: string;
  /** Of prom-client: counter, gauge, histogram, summary. */
  readonly type: string;
  readonly form?: GaugeForm | undefined;
  readonly unit?: Unit | undefined;
}

/** Types of OpenMetrics that the text format shows as gauges. */
const OPENMETRICS_TYPE: Readonly<Record<GaugeForm, string>> = { info: "info", state_set: "stateset" };

/** Suffix that OpenMetrics adds to the name of a family for its samples. */
const SAMPLE_SUFFIX: Readonly<Record<string, string>> = { counter: "_total", info: "_info" };

/** Name of a family in a format: OpenMetrics names a counter without `_total`, and an info without `_info`. */
export function familyName({ name, type, form }: Family, format: TextFormat): string {
  const suffix = SAMPLE_SUFFIX[form ?? type];
  return format === "openmetrics" && suffix !== undefined && name.endsWith(suffix) ? name.slice(0, -suffix.length) : name;
}

/** The lines that describe a family: https://prometheus.io/docs/specs/om/open_metrics_spec/#metricfamily */
export function familyHeader(family: Family, format: TextFormat): string {
  const name = familyName(family, format);
  const help = escapeHelp(family.help, format);
  if (format === "text") {
    return `# HELP ${name} ${help}\n# TYPE ${name} ${family.type}\n`;
  }
  const unit = typeof family.unit === "string" && name.endsWith(`_${family.unit}`) ? `# UNIT ${name} ${family.unit}\n` : "";
  return `# TYPE ${name} ${family.form === undefined ? family.type : OPENMETRICS_TYPE[family.form]}\n${unit}# HELP ${name} ${help}\n`;
}

function escapeHelp(help: string, format: TextFormat): string {
  const escaped = help.replaceAll("\\", "\\\\").replaceAll("\n", "\\n");
  return format === "openmetrics" ? escaped.replaceAll('"', '\\"') : escaped;
}
