import type { Attributes, Exception } from "@opentelemetry/api";

/**
 * Attributes of an exception event; undefined when nothing is known of it.
 *
 * @see https://opentelemetry.io/docs/specs/semconv/exceptions/exceptions-spans/
 */
export function describeException(exception: Exception): Attributes | undefined {
  if (typeof exception === "string") {
    return { "exception.message": exception };
  }
  try {
    const { code, name, message, stack } = exception as {
      readonly code?: unknown;
      readonly name?: string;
      readonly message?: string;
      readonly stack?: string;
    };
    const type = code === undefined || code === null ? name : String(code);
    const described: Attributes = {};
    for (const [key, value] of [
      ["exception.type", type],
      ["exception.message", message],
      ["exception.stacktrace", stack],
    ] as const) {
      if (typeof value === "string" && value !== "") {
        described[key] = value;
      }
    }
    return Object.keys(described).length > 0 ? described : undefined;
  } catch {
    // Nothing, or an object whose properties throw.
    return undefined;
  }
}
