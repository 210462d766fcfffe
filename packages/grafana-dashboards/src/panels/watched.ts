import type { AlertDefinition, Signal } from "@platform/alerts";
import type { Selector } from "@platform/promql";
import { spelled } from "./metric-title.ts";

/** What an alert watches, if that is a number. */
export function watchedBy({ condition }: AlertDefinition): Signal | undefined {
  switch (condition.kind) {
    case "above":
    case "below":
      return condition.signal;
    case "filling": {
      const level = (of: Selector): Signal => ({ kind: "gauge", of, per: "series", operator: "sum", averageSeconds: 0 });
      return { kind: "ratio", part: level(condition.of), whole: level(condition.size) };
    }
    default:
      return undefined;
  }
}

/**
 * Does an alert watch what should not happen at all? Charts of such numbers are rows of zeros, or of ones, beside each other: a band
 * that changes its colour says as much in a line.
 */
export function isFault({ condition, levels }: AlertDefinition): boolean {
  if (condition.kind === "above") {
    return condition.signal.kind === "count" || levels.every(({ limit }) => limit === 0);
  }
  return condition.kind === "below" && (condition.signal.kind === "age" || levels.every(({ limit }) => limit === 1));
}

/** `walCorruptions` as `WAL corruptions`. */
export function alertTitle(name: string): string {
  const words = spelled(name.replace(/([A-Z])/g, (letter) => `_${letter.toLowerCase()}`));
  return `${words.slice(0, 1).toUpperCase()}${words.slice(1)}`;
}
