import { type Baggage, type Context, createContextKey, ROOT_CONTEXT, type Span } from "@opentelemetry/api";

/** The keys of the API, which are the same symbols in every copy of it. */
export const SPAN_KEY = createContextKey("OpenTelemetry Context Key SPAN");
export const BAGGAGE_KEY = createContextKey("OpenTelemetry Baggage Key");

/**
 * A context of the API that keeps its span and baggage in fields instead of a map. It holds no other context than `rest`, which has neither of the two:
 * a loop that sets a span in the context of the last one does not grow.
 */
export class TraceContext implements Context {
  readonly #span: Span | undefined;
  readonly #baggage: Baggage | undefined;
  readonly #rest: Context;

  constructor(span: Span | undefined, baggage: Baggage | undefined, rest: Context = ROOT_CONTEXT) {
    this.#span = span;
    this.#baggage = baggage;
    this.#rest = rest;
  }

  getValue(key: symbol): unknown {
    if (key === SPAN_KEY) {
      return this.#span;
    }
    return key === BAGGAGE_KEY ? this.#baggage : this.#rest.getValue(key);
  }

  setValue(key: symbol, value: unknown): Context {
    if (key === SPAN_KEY) {
      return new TraceContext(value as Span | undefined, this.#baggage, this.#rest);
    }
    if (key === BAGGAGE_KEY) {
      return new TraceContext(this.#span, value as Baggage | undefined, this.#rest);
    }
    return new TraceContext(this.#span, this.#baggage, this.#rest.setValue(key, value));
  }

  deleteValue(key: symbol): Context {
    return key === SPAN_KEY || key === BAGGAGE_KEY
      ? this.setValue(key, undefined)
      : new TraceContext(this.#span, this.#baggage, this.#rest.deleteValue(key));
  }
}

/** The same context with another span. */
export function withSpanIn(context: Context, span: Span): Context {
  return context === ROOT_CONTEXT ? new TraceContext(span, undefined) : context.setValue(SPAN_KEY, span);
}
