import { type Context, createContextKey } from "@opentelemetry/api";

/** The key of the SDK, so that its exporters and ours leave each other's requests alone. */
const SUPPRESS = createContextKey("OpenTelemetry SDK Context Key SUPPRESS_TRACING");

export function suppressTracing(context: Context): Context {
  return context.setValue(SUPPRESS, true);
}

export function isSuppressed(context: Context): boolean {
  return context.getValue(SUPPRESS) === true;
}
