import { DefinitionError } from "./definition-error.ts";

/**
 * What one unit of a metric's value is. Prometheus wants base units: seconds, bytes, ratios of 0 to 1.
 * An amount of money is read together with the label that names its currency.
 */
export type Unit = "count" | "seconds" | "bytes" | "ratio" | "timestamp" | "celsius" | CurrencyUnit;

export interface CurrencyUnit {
  readonly kind: "currency";
  /** Label that holds the ISO 4217 code; values of different currencies are never added up. */
  readonly label: string;
}

/** Suffixes that name a unit, longest first: https://prometheus.io/docs/practices/naming/#base-units */
const UNIT_OF_SUFFIX: readonly (readonly [string, Unit])[] = [
  ["timestamp_seconds", "timestamp"],
  ["start_time_seconds", "timestamp"],
  ["seconds", "seconds"],
  ["bytes", "bytes"],
  ["ratio", "ratio"],
  ["celsius", "celsius"],
];

const BASE_OF_SUFFIX: Readonly<Record<string, string>> = {
  milliseconds: "seconds",
  ms: "seconds",
  microseconds: "seconds",
  nanoseconds: "seconds",
  minutes: "seconds",
  hours: "seconds",
  days: "seconds",
  kilobytes: "bytes",
  megabytes: "bytes",
  gigabytes: "bytes",
  kb: "bytes",
  mb: "bytes",
  percent: "ratio",
};

/** Says that a metric is a counter, and nothing about its unit. */
const TOTAL = "_total";

/** The value is an amount of money in the currency that `label` names. */
export function currency(label: string): CurrencyUnit {
  return { kind: "currency", label };
}

/**
 * The unit that a metric's name states; `count` when it states none.
 *
 * @throws DefinitionError `unit_not_base` for a name such as `wait_milliseconds`
 */
export function unitOfName(name: string): Unit {
  const stem = name.endsWith(TOTAL) ? name.slice(0, -TOTAL.length) : name;
  const last = stem.slice(stem.lastIndexOf("_") + 1);
  const base = BASE_OF_SUFFIX[last];
  if (base !== undefined) {
    throw new DefinitionError("unit_not_base", `Metric name "${name}" ends in "${last}"; Prometheus uses base units, here ${base}.`);
  }
  return UNIT_OF_SUFFIX.find(([suffix]) => stem === suffix || stem.endsWith(`_${suffix}`))?.[1] ?? "count";
}
