import { type Context, context, propagation, ROOT_CONTEXT, type Span, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import { errorName } from "../span/error-name.ts";
import { requestAttributes } from "./request-attributes.ts";
import { createOutcomes, type OutcomeOf } from "./request-outcomes.ts";
import { type RequestOutcome, type ServerSpan, type ServerSpans, SYNTHETIC } from "./server-span.ts";

const SCOPE = "@platform/tracing";

/** What an asynchronous context manager of OpenTelemetry keeps its contexts in. */
interface Manager {
  readonly _asyncLocalStorage?: { enterWith?(context: Context): void };
}

/** Server spans of whatever provider is registered with the API, such as that of a NodeSDK; without one they do nothing. */
export function createProviderServerSpans(): ServerSpans {
  const outcomeOf = createOutcomes();
  return {
    begin(request, isSynthetic) {
      const caller = propagation.extract(ROOT_CONTEXT, request.headers);
      const baggage = isSynthetic === false ? propagation.getBaggage(caller)?.removeEntry(SYNTHETIC) : undefined;
      const parent = baggage === undefined ? caller : propagation.setBaggage(caller, baggage);
      const options = { kind: SpanKind.SERVER, attributes: requestAttributes(request) };
      const span = trace.getTracer(SCOPE).startSpan(`${request.method ?? "HTTP"}`, options, parent);
      return new ProviderServerSpan(span, trace.setSpan(parent, span), outcomeOf);
    },
  };
}

class ProviderServerSpan implements ServerSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly #span: Span;
  readonly #context: Context;
  readonly #outcomeOf: OutcomeOf;
  #failure: string | undefined;

  constructor(span: Span, active: Context, outcomeOf: OutcomeOf) {
    const { traceId, spanId } = span.spanContext();
    this.traceId = traceId;
    this.spanId = spanId;
    this.#span = span;
    this.#context = active;
    this.#outcomeOf = outcomeOf;
  }

  get sampled(): boolean {
    return (this.traceFlags & 1) !== 0;
  }

  get traceFlags(): number {
    return this.#span.spanContext().traceFlags;
  }

  /** The API has no such call: the storage of OpenTelemetry's own manager is used where there is one; {@link run} works with any. */
  enter(): void {
    const manager = Reflect.get(context, "_getContextManager") as (() => Manager) | undefined;
    manager?.call(context)._asyncLocalStorage?.enterWith?.(this.#context);
  }

  run<T>(fn: () => T): T {
    return context.with(this.#context, fn);
  }

  fail(error: unknown): void {
    this.#span.recordException(error as Error);
    this.#span.setStatus({ code: SpanStatusCode.ERROR });
    this.#failure = errorName(error);
  }

  end(outcome: RequestOutcome): void {
    if (!this.#span.isRecording()) {
      return;
    }
    const { name, status, attributes } = this.#outcomeOf(outcome);
    this.#span.updateName(name);
    this.#span.setAttributes(this.#failure === undefined ? attributes : { ...attributes, "error.type": this.#failure });
    if (status !== undefined) {
      this.#span.setStatus(status);
    }
    this.#span.end();
  }
}
