import type { MetricDefinition } from "@platform/metrics/define";
import type { MetricDefinitions, Sli, SloDefinition } from "@platform/slo/define";

/** An SLO as the TypeScript that defines it; metrics are called as the service calls them. */
export function sloCode(slo: SloDefinition, metrics: MetricDefinitions): string {
  const { name, help, objective, windowDays, calendar, sli, tiers, minimumBadEvents, dailySpend, missingData } = slo;
  const options: readonly (readonly [string, string])[] = [
    ["name", JSON.stringify(name)],
    ["help", JSON.stringify(help)],
    ["objective", String(objective)],
    calendar === undefined ? ["windowDays", String(windowDays)] : ["calendar", JSON.stringify(calendar)],
    ["tiers", JSON.stringify(tiers.map((tier) => tier.name))],
    ["minimumBadEvents", String(minimumBadEvents)],
    ["dailySpend", String(dailySpend)],
    ["missingData", JSON.stringify(missingData)],
    ["sli", sliCode(sli, metrics)],
  ];
  return `defineSlo({\n${options.map(([option, code]) => `  ${option}: ${code},\n`).join("")}}),`;
}

/** The function that makes each kind. */
const MAKERS: { readonly [K in Sli["kind"]]: string } = {
  "http-availability": "httpAvailability",
  "http-latency": "httpLatency",
  "event-ratio": "eventRatio",
  threshold: "threshold",
  "native-threshold": "nativeThreshold",
  "probe-success": "probeSuccess",
  "time-slice": "timeSlice",
  composite: "composite",
};

function sliCode(sli: Sli, metrics: MetricDefinitions): string {
  const { kind, ...options } = sli;
  return `${MAKERS[kind]}(${code(options, metrics)})`;
}

function code(value: unknown, metrics: MetricDefinitions): string {
  if (typeof value !== "object" || value === null) {
    return JSON.stringify(value);
  }
  if (Array.isArray(value)) {
    return `[${value.map((part) => code(part, metrics)).join(", ")}]`;
  }
  const entries = Object.entries(value).map(
    ([key, part]) => `${/^[a-zA-Z_]\w*$/.test(key) ? key : JSON.stringify(key)}: ${partCode(key, part, metrics)}`,
  );
  return entries.length === 0 ? "{}" : `{ ${entries.join(", ")} }`;
}

function partCode(key: string, part: unknown, metrics: MetricDefinitions): string {
  switch (key) {
    case "metric":
      return metricCode(part as MetricDefinition, metrics);
    case "of":
      return sliCode(part as Sli, metrics);
    case "slo":
    case "service":
      return camelCase((part as { readonly name: string }).name);
    default:
      return code(part, metrics);
  }
}

function metricCode(metric: MetricDefinition, metrics: MetricDefinitions): string {
  return Object.entries(metrics).find(([, each]) => each === metric)?.[0] ?? camelCase(metric.name);
}

function camelCase(name: string): string {
  return name.replace(/[-_:]+([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}
