import type { Attributes, AttributeValue } from "@opentelemetry/api";

/** Limits of a span: https://opentelemetry.io/docs/specs/otel/trace/sdk/#span-limits */
export interface SpanLimits {
  readonly attributes: number;
  readonly events: number;
  readonly links: number;
  readonly attributesPerEvent: number;
  readonly attributesPerLink: number;
  /** UTF-16 units of a text, after which it is cut. */
  readonly valueLength: number;
}

/** Attributes in the order in which they were set first. */
export class AttributeList {
  readonly keys: string[] = [];
  readonly values: AttributeValue[] = [];
  dropped = 0;

  /** A key that is empty, or a value that OpenTelemetry has no kind for, is left out; one beyond `most` is counted. */
  set(key: string, value: unknown, most: number, valueLength: number): void {
    if (value === undefined || value === null || typeof key !== "string" || key === "") {
      return;
    }
    const kept = readValue(value, valueLength);
    if (kept === undefined) {
      return;
    }
    const at = this.keys.indexOf(key);
    if (at >= 0) {
      this.values[at] = kept;
    } else if (this.keys.length < most) {
      this.keys.push(key);
      this.values.push(kept);
    } else {
      this.dropped++;
    }
  }

  setAll(attributes: Attributes | undefined, most: number, valueLength: number): void {
    if (typeof attributes === "object" && attributes !== null) {
      for (const key of Object.keys(attributes)) {
        this.set(key, attributes[key], most, valueLength);
      }
    }
  }

  /** As an object whose keys are its own, whatever they are called. */
  toObject(): Attributes {
    return Object.fromEntries(this.keys.map((key, at) => [key, this.values[at]]));
  }
}

function readValue(value: unknown, valueLength: number): AttributeValue | undefined {
  if (typeof value === "string") {
    return value.length > valueLength ? value.slice(0, valueLength) : value;
  }
  if (typeof value === "number" || typeof value === "boolean") {
    return value;
  }
  return Array.isArray(value) ? readArray(value, valueLength) : undefined;
}

/** One kind of element; empty ones may stand among them. */
function readArray(values: readonly unknown[], valueLength: number): AttributeValue | undefined {
  let kind: string | undefined;
  for (const value of values) {
    if (value !== null && value !== undefined) {
      kind ??= typeof value;
      if (typeof value !== kind || (kind !== "string" && kind !== "number" && kind !== "boolean")) {
        return undefined;
      }
    }
  }
  const copy = values.map((value) => (typeof value === "string" && value.length > valueLength ? value.slice(0, valueLength) : (value ?? null)));
  return copy as AttributeValue;
}
