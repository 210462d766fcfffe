import { runningTracing } from "../running-tracing.ts";
import { createProviderServerSpans } from "./provider-server-spans.ts";
import type { ServerSpans } from "./server-span.ts";

/**
 * Spans of the requests that a server answers: of the tracing that was started in this process, before or after this call, or, while none was, of
 * the provider that is registered with OpenTelemetry's API.
 */
export function serverSpans(): ServerSpans {
  const others = createProviderServerSpans();
  return { begin: (request) => (runningTracing()?.spans ?? others).begin(request) };
}
