import { type Context, isSpanContextValid, propagation, type TextMapPropagator, trace } from "@opentelemetry/api";
import { isSuppressed } from "../context/suppression.ts";
import { BAGGAGE_KEY, withSpanIn } from "../context/trace-context.ts";
import { formatBaggage } from "./baggage.ts";
import { createExtractCaller, type PropagatorName } from "./extract-caller.ts";
import { formatJaeger } from "./jaeger.ts";
import { formatTraceparent } from "./traceparent.ts";

const FIELDS: Readonly<Record<PropagatorName, readonly string[]>> = {
  tracecontext: ["traceparent", "tracestate"],
  baggage: ["baggage"],
  jaeger: ["uber-trace-id"],
};

/** Puts the active trace and baggage into headers, for whoever uses the API to do so. */
export function createPropagator(propagators: readonly PropagatorName[]): TextMapPropagator {
  const extractCaller = createExtractCaller(propagators);
  return {
    inject(context, carrier, setter) {
      for (const [name, value] of outgoingHeaders(context, propagators)) {
        setter.set(carrier, name, value);
      }
    },
    extract(context, carrier, getter) {
      const { parent, baggage } = extractCaller((name) => getter.get(carrier, name));
      const withParent = parent === undefined ? context : withSpanIn(context, trace.wrapSpanContext(parent));
      return baggage === undefined ? withParent : withParent.setValue(BAGGAGE_KEY, baggage);
    },
    fields: () => propagators.flatMap((name) => FIELDS[name]),
  };
}

/** Headers that carry a context on; none where tracing is suppressed. */
export function outgoingHeaders(context: Context, propagators: readonly PropagatorName[]): [name: string, value: string][] {
  if (isSuppressed(context)) {
    return [];
  }
  const headers: [string, string][] = [];
  const own = trace.getSpanContext(context);
  if (own !== undefined && isSpanContextValid(own)) {
    if (propagators.includes("tracecontext")) {
      headers.push(["traceparent", formatTraceparent(own)]);
      const state = own.traceState?.serialize();
      if (state !== undefined && state !== "") {
        headers.push(["tracestate", state]);
      }
    }
    if (propagators.includes("jaeger")) {
      headers.push(["uber-trace-id", formatJaeger(own)]);
    }
  }
  const baggage = propagators.includes("baggage") ? propagation.getBaggage(context) : undefined;
  const header = baggage === undefined ? "" : formatBaggage(baggage);
  if (header !== "") {
    headers.push(["baggage", header]);
  }
  return headers;
}
