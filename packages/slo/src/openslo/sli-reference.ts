import type { MetricDefinition } from "@platform/metrics/define";
import { type CompositePart, composite } from "../definition/composite.ts";
import type { Sli } from "../definition/sli.ts";

/** Finds what a reference names; undefined if there is no such thing. */
export interface ReferenceLookup {
  readonly metric: (name: string) => MetricDefinition | undefined;
  readonly part: (service: string | undefined, slo: string) => Omit<CompositePart, "weight"> | undefined;
}

type JsonObject = Readonly<Record<string, unknown>>;

/** An SLI as JSON text, with names in place of metrics and of the SLOs of a composite. */
export function writeSliReference(sli: Sli): string {
  if (sli.kind === "composite") {
    const parts = sli.parts.map(({ service, slo, weight }) => ({ ...(service && { service: service.name }), slo: slo.name, weight }));
    return JSON.stringify({ kind: sli.kind, parts });
  }
  return JSON.stringify(sli, (key, value: unknown) => (key === "metric" ? (value as MetricDefinition).name : value));
}

/** What {@link writeSliReference} wrote; undefined if it was not, or names something that is not there. */
export function readSliReference(text: string, lookup: ReferenceLookup): Sli | undefined {
  const value = parse(text);
  if (value === undefined) {
    return undefined;
  }
  return value.kind === "composite" ? readComposite(value, lookup) : (withMetrics(value, lookup) as Sli | undefined);
}

function readComposite({ parts }: JsonObject, { part }: ReferenceLookup): Sli | undefined {
  if (!Array.isArray(parts)) {
    return undefined;
  }
  const found = parts.filter(isObject).flatMap(({ service, slo, weight }) => {
    const named = part(service === undefined ? undefined : String(service), String(slo));
    return named === undefined || typeof weight !== "number" ? [] : [{ ...named, weight }];
  });
  return found.length === parts.length ? composite({ parts: found }) : undefined;
}

/** Puts definitions in place of the names under `metric`, at any depth. */
function withMetrics(value: JsonObject, lookup: ReferenceLookup): unknown {
  const entries = Object.entries(value).map(([key, part]): [string, unknown] => {
    if (key === "metric") {
      return [key, lookup.metric(String(part))];
    }
    return [key, isObject(part) && key !== "labels" ? withMetrics(part, lookup) : part];
  });
  return entries.some(([, part]) => part === undefined) ? undefined : Object.fromEntries(entries);
}

function parse(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined; // An annotation of somebody else: the indicator itself is read.
  }
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
