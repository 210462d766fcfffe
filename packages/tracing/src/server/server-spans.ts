import { isSpanContextValid } from "@opentelemetry/api";
import { runningTracing } from "../running-tracing.ts";
import { countUnobserved } from "../self-check/unobserved-requests.ts";
import { createProviderServerSpans } from "./provider-server-spans.ts";
import type { ServerSpans } from "./server-span.ts";

/**
 * Spans of the requests that a server answers: of the tracing that was started in this process, before or after this call, or, while none was, of
 * the provider that is registered with OpenTelemetry's API.
 */
export function serverSpans(): ServerSpans {
  const others = createProviderServerSpans();
  return {
    begin(request, isSynthetic) {
      const running = runningTracing();
      if (running !== undefined) {
        return running.spans.begin(request, isSynthetic);
      }
      const span = others.begin(request, isSynthetic);
      const { traceId, spanId } = span;
      if (!isSpanContextValid({ traceId, spanId, traceFlags: 0 })) {
        countUnobserved();
      }
      return span;
    },
  };
}
