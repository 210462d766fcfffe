import type { Baggage, SpanContext } from "@opentelemetry/api";
import { parseBaggage } from "./baggage.ts";
import { parseJaeger } from "./jaeger.ts";
import { headerText, type ReadHeader } from "./read-header.ts";
import { parseTraceState } from "./trace-state.ts";
import { parseTraceparent } from "./traceparent.ts";

/** `tracecontext` and `baggage` are the W3C's, `jaeger` is the header `uber-trace-id`. */
export const PROPAGATORS = ["tracecontext", "baggage", "jaeger"] as const;
export type PropagatorName = (typeof PROPAGATORS)[number];

/** What a caller sent along. */
export interface Caller {
  readonly parent: SpanContext | undefined;
  readonly baggage: Baggage | undefined;
}

export type ExtractCaller = (read: ReadHeader) => Caller;

/** Reads the headers of the propagators named. `traceparent` goes before `uber-trace-id`. */
export function createExtractCaller(propagators: readonly PropagatorName[]): ExtractCaller {
  const traceContext = propagators.includes("tracecontext");
  const jaeger = propagators.includes("jaeger");
  const baggage = propagators.includes("baggage");
  return (read) => {
    const header = baggage ? headerText(read("baggage")) : undefined;
    return {
      parent: (traceContext ? readTraceContext(read) : undefined) ?? (jaeger ? readJaeger(read) : undefined),
      baggage: header === undefined ? undefined : parseBaggage(header),
    };
  };
}

function readTraceContext(read: ReadHeader): SpanContext | undefined {
  const header = headerText(read("traceparent"));
  const parent = header === undefined ? undefined : parseTraceparent(header);
  if (parent !== undefined) {
    const state = headerText(read("tracestate"));
    const traceState = state === undefined ? undefined : parseTraceState(state);
    if (traceState !== undefined) {
      parent.traceState = traceState;
    }
  }
  return parent;
}

function readJaeger(read: ReadHeader): SpanContext | undefined {
  const header = headerText(read("uber-trace-id"));
  return header === undefined ? undefined : parseJaeger(header);
}
