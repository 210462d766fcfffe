import type { IncomingMessage } from "node:http";
import type { ServerSpan } from "@platform/tracing";

/**
 * Lets the listeners of a request's body run with its span active. The parser of the connection emits what comes of a body outside of the request's
 * context, and whatever waits for it, such as a body parser that calls `next`, would go on without one.
 *
 * @see https://github.com/expressjs/body-parser/issues/422
 */
export function bindBody(request: IncomingMessage, span: ServerSpan): void {
  const { headers } = request;
  if (headers["transfer-encoding"] === undefined && (headers["content-length"] === undefined || headers["content-length"] === "0")) {
    return;
  }
  const { emit } = request;
  Object.defineProperty(request, "emit", {
    configurable: true,
    writable: true,
    value: (...event: Parameters<typeof emit>) => span.run(() => emit.apply(request, event)),
  });
}
