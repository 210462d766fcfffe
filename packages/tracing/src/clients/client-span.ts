import { type Attributes, type Context, context, type Span, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import { errorTypeOf } from "@platform/metrics/watch";

export interface ClientSpanOptions {
  readonly name: string;
  readonly kind?: SpanKind;
  readonly attributes: Attributes;
  /** Context of the parent; the active one when left out. */
  readonly parent?: Context;
}

/** A span of what this process asks of another. */
export function startClientSpan({ name, kind = SpanKind.CLIENT, attributes, parent = context.active() }: ClientSpanOptions): Span {
  return trace.getTracer("@platform/tracing").startSpan(name, { kind, attributes }, parent);
}

/** Ends it, with what went wrong if something did. */
export function endClientSpan(span: Span, error?: unknown): void {
  if (error !== undefined) {
    span.setAttribute("error.type", errorTypeOf(error));
    span.setStatus({ code: SpanStatusCode.ERROR });
  }
  span.end();
}
