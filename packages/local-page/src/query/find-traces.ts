import type { Span } from "../store/span.ts";
import { restOf } from "../store/span.ts";
import type { SpanStore } from "../store/span-store.ts";

/** What a trace must have; every part that is given counts. Times are milliseconds since 1970. */
export interface TraceQuery {
  /** A service that takes part. */
  readonly service?: string | undefined;
  readonly operation?: string | undefined;
  readonly failed?: boolean | undefined;
  /** Attributes of one of its spans. */
  readonly tags?: Readonly<Record<string, string>> | undefined;
  readonly minMs?: number | undefined;
  readonly maxMs?: number | undefined;
  readonly startMs?: number | undefined;
  readonly endMs?: number | undefined;
  readonly limit: number;
}

export const MOST_TRACES = 500;
/** Spans of one trace that are shown. */
export const MOST_SPANS = 5000;
/** Names that are listed. */
const MOST_NAMES = 1000;

/** The newest traces that have it all. */
export function findTraces(query: TraceQuery, spans: SpanStore): readonly (readonly Span[])[] {
  const found: (readonly Span[])[] = [];
  for (const trace of spans.traces()) {
    if (belongs(trace, query)) {
      found.push(trace);
      if (found.length >= Math.min(query.limit, MOST_TRACES)) {
        break;
      }
    }
  }
  return found;
}

function belongs(
  trace: readonly Span[],
  { service, operation, failed, tags = {}, minMs = 0, maxMs = Number.POSITIVE_INFINITY, startMs = 0, endMs = Number.POSITIVE_INFINITY }: TraceQuery,
): boolean {
  const concerned = trace.filter(
    (span) => (service === undefined || span.service === service) && (operation === undefined || span.name === operation),
  );
  if (concerned.length === 0 || (failed === true && !concerned.some((span) => span.failed))) {
    return false;
  }
  const { start, duration } = extentOf(trace);
  if (start < startMs || start > endMs || duration < minMs || duration > maxMs) {
    return false;
  }
  const wanted = Object.entries(tags);
  return wanted.length === 0 || concerned.some((span) => hasTags(span, wanted));
}

function hasTags(span: Span, wanted: readonly (readonly [string, string])[]): boolean {
  const { attributes, resource } = restOf(span);
  return wanted.every(([name, value]) => (name === "error" ? String(span.failed) : String(attributes[name] ?? resource[name] ?? "")) === value);
}

/** From the first beginning to the last end. */
export function extentOf(trace: readonly Span[]): { readonly start: number; readonly duration: number } {
  let [start, end] = [Number.POSITIVE_INFINITY, 0];
  for (const span of trace) {
    start = Math.min(start, span.startMs);
    end = Math.max(end, span.startMs + span.durationMs);
  }
  return { start, duration: end - start };
}

/** Services that sent spans; a million of them are not all listed. */
export function serviceNames(spans: SpanStore): readonly string[] {
  return namesOf(spans, ({ service }) => service);
}

export function operationNames(service: string, spans: SpanStore): readonly string[] {
  return namesOf(spans, (span) => (span.service === service ? span.name : undefined));
}

function namesOf(spans: SpanStore, nameOf: (span: Span) => string | undefined): readonly string[] {
  const names = new Set<string>();
  for (const span of spans.spans()) {
    const name = nameOf(span);
    if (name !== undefined) {
      names.add(name);
    }
    if (names.size >= MOST_NAMES) {
      break;
    }
  }
  return [...names].sort();
}
