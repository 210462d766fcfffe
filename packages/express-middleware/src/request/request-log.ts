import type { IncomingMessage, ServerResponse } from "node:http";
import type { RequestKind } from "./request-metrics.ts";
import type { RequestRecord } from "./request-record.ts";

/** What is used of a logger, such as one of pino. */
export interface RequestLogger {
  info(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** A request that has ended. */
export interface EndedRequest {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly record: RequestRecord;
  readonly kind: RequestKind;
  readonly seconds: number;
  /** What it failed with, if it failed. */
  readonly error: unknown;
}

export type LogRequest = (ended: EndedRequest) => void;

const LONGEST_PATH = 1024;

/**
 * Writes one line for each request: at level error for a status of 500 and above, else at level info. Its fields have the names of the metric's
 * labels, with the path but without the query, which may hold what nobody should read. It never throws.
 */
export function createRequestLog(logger: RequestLogger): LogRequest {
  return (ended) => {
    try {
      const { kind } = ended;
      const message = `${kind.method} ${kind.route} ${kind.status}`;
      if (kind.status >= 500) {
        logger.error(fieldsOf(ended), message);
      } else {
        logger.info(fieldsOf(ended), message);
      }
    } catch {
      // A logger of the program's own may throw; the request has been answered.
    }
  };
}

function fieldsOf({ request, response, record, kind, seconds, error }: EndedRequest): object {
  const { span, id } = record;
  return {
    http_request_method: kind.method,
    http_route: kind.route,
    http_response_status_code: kind.status,
    url_path: pathOf(request),
    duration_seconds: Math.round(seconds * 1e6) / 1e6,
    ...(id !== "" && { request_id: id }),
    ...(span !== undefined && { trace_id: span.traceId, span_id: span.spanId }),
    ...(!response.writableFinished && { aborted: true }),
    ...(error !== undefined && { err: error }),
  };
}

/** Express and Koa rewrite `url` while they route, and keep the original. */
function pathOf(request: IncomingMessage & { readonly originalUrl?: string }): string {
  const url = request.originalUrl ?? request.url ?? "";
  const query = url.indexOf("?");
  return url.slice(0, Math.min(query === -1 ? url.length : query, LONGEST_PATH));
}
