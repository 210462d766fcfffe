/** What drivers say where neither the name nor the code of an error does. */
const TYPE_OF_MESSAGE: Readonly<Record<string, string>> = {
  "Query read timeout": "timeout",
  "timeout exceeded when trying to connect": "timeout",
  "Connection terminated due to connection timeout": "timeout",
  "timeout expired": "timeout",
  "Command timed out": "timeout",
  "Connection terminated": "connection_lost",
  "Connection terminated unexpectedly": "connection_lost",
  "Connection is closed.": "connection_lost",
};

const TIMEOUT_CODES: readonly string[] = ["ETIMEDOUT", "UND_ERR_CONNECT_TIMEOUT", "UND_ERR_HEADERS_TIMEOUT", "UND_ERR_BODY_TIMEOUT"];

/** `ECONNREFUSED`, `23505`, `UND_ERR_SOCKET` */
const CODE = /^[A-Z0-9_]{2,40}$/;

/** First word of an error that Redis replied with: `WRONGTYPE`, `OOM`. */
const REDIS_PREFIX = /^([A-Z]{2,20})(?: |$)/;

const CLASS_NAME = /^[A-Z][A-Za-z]{0,49}$/;

/**
 * A bounded word for an error, for the label `error_type`: `timeout`, `aborted`, `connection_lost`, the error's code, the word that begins an error of
 * Redis, or the name of its class; `_OTHER` where none of them tells anything. Never its message.
 *
 * @see https://opentelemetry.io/docs/specs/semconv/registry/attributes/error/#error-type
 */
export function errorTypeOf(error: unknown): string {
  try {
    return describe(error as Partial<Error & { readonly code: unknown }>);
  } catch {
    return "_OTHER";
  }
}

function describe(error: Partial<Error & { readonly code: unknown }>): string {
  const { name, code, message = "", cause } = error;
  const text = typeof code === "string" ? code : "";
  const isTimeout = name === "TimeoutError" || (cause as Error | undefined)?.name === "TimeoutError";
  if (isTimeout || TIMEOUT_CODES.includes(text)) {
    return "timeout";
  }
  if (Object.hasOwn(TYPE_OF_MESSAGE, message)) {
    return TYPE_OF_MESSAGE[message] ?? "_OTHER";
  }
  if (name === "AbortError") {
    return "aborted";
  }
  if (CODE.test(text)) {
    return text;
  }
  const prefix = REDIS_PREFIX.exec(message)?.[1];
  const className = name === "Error" ? error.constructor?.name : name;
  return prefix ?? (className !== undefined && className !== "Error" && CLASS_NAME.test(className) ? className : "_OTHER");
}
