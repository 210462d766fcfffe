import type { MetricDefinition } from "@platform/metrics/define";
import type { PanelOptions } from "../model/model.ts";

/** The currencies of a metric in money, for a panel of which every legend begins with one. */
export function currencies({ unit, labels }: Pick<MetricDefinition, "unit" | "labels">): Pick<PanelOptions, "currencies"> {
  const domain = typeof unit === "object" ? labels[unit.label] : undefined;
  return Array.isArray(domain) ? { currencies: domain as readonly string[] } : {};
}
