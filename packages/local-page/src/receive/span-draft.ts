import type { Attributes, ReceivedSpan } from "../store/span.ts";

/** A span as OTLP says it, before it is cut to what is kept. */
export interface SpanDraft {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentId: string;
  readonly name: string;
  /** Number of the kind in OTLP. */
  readonly kind: number;
  readonly startNanos: bigint;
  readonly endNanos: bigint;
  readonly attributes: Attributes;
  readonly events: readonly { readonly name: string; readonly nanos: bigint; readonly attributes: Attributes }[];
  /** Number of the status in OTLP: 2 is an error. */
  readonly status: number;
  readonly message: string;
}

const KINDS = ["internal", "internal", "server", "client", "producer", "consumer"] as const;
/** Longer text is cut, more entries are left out: a span is for reading. */
export const MAX_TEXT = 4096;
export const MAX_ENTRIES = 128;
/** Lists inside lists are shown to this depth. */
export const MOST_DEEP = 4;

/** @returns undefined for a span without a valid id, which no trace could hold */
export function finishSpan(draft: SpanDraft, resource: Attributes): ReceivedSpan | undefined {
  const { traceId, spanId, parentId, kind, startNanos, endNanos, attributes, status, message } = draft;
  if (!isId(traceId, 32) || !isId(spanId, 16)) {
    return undefined;
  }
  const events = draft.events
    .slice(0, MAX_ENTRIES)
    .map(({ name, nanos, attributes: own }) => ({ name: cut(name), atMs: milliseconds(nanos), attributes: own }));
  const { "service.name": service = "unknown_service" } = resource;
  return {
    traceId,
    spanId,
    parentId: isId(parentId, 16) ? parentId : "",
    service: cut(String(service), 256),
    name: cut(draft.name, 512),
    kind: KINDS[kind] ?? "internal",
    startMs: milliseconds(startNanos),
    durationMs: Math.max(0, Number(endNanos - startNanos) / 1e6),
    failed: status === 2,
    rest: JSON.stringify({ attributes, resource, events, message: cut(message) }),
  };
}

function isId(text: string, digits: number): boolean {
  return text.length === digits && /^[0-9a-f]+$/.test(text) && !/^0+$/.test(text);
}

/** Keeps a fraction: three decimals are as exact as the number can be. */
function milliseconds(nanos: bigint): number {
  return Number(nanos / 1000n) / 1000;
}

/** A copy of the beginning: a slice would keep the whole text in memory for as long as it lives. */
export function cut(text: string, most = MAX_TEXT): string {
  return text.length > most ? Buffer.from(`${text.slice(0, most)}…`).toString() : text;
}
