import { numbers } from "./describe-numbers.ts";
import { describeQuery } from "./describe-query.ts";

export interface DescribedValue {
  readonly name: string;
  readonly before: unknown;
  readonly after: unknown;
  readonly unit: string | undefined;
}

const LONGEST = 120;

/** What to say of a property that differs; nothing if it does not. */
export function describeValue({ name, before, after, unit }: DescribedValue): readonly string[] {
  if (JSON.stringify(before) === JSON.stringify(after)) {
    return [];
  }
  if (typeof before === "number" && typeof after === "number" && name.startsWith("threshold")) {
    return [`${name} ${numbers(before, after, unit)}`];
  }
  if (typeof before === "string" && typeof after === "string" && name.startsWith("query")) {
    return describeQuery(name, before, after, unit);
  }
  if (before === undefined || after === undefined) {
    return [`${name} ${before === undefined ? `${shown(after)} added` : `${shown(before)} removed`}`];
  }
  if (isRecord(before) && isRecord(after)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
    return keys.flatMap((key) => describeValue({ name: `${name} ${key}`, before: before[key], after: after[key], unit }));
  }
  return [`${name} ${shown(before)} → ${shown(after)}`];
}

function shown(value: unknown): string {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
