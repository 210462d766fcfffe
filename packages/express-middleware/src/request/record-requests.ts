import type { IncomingMessage, ServerResponse } from "node:http";
import type { ServerSpans } from "@platform/tracing";
import { bindBody } from "./bind-body.ts";
import type { RequestIds } from "./request-id.ts";
import type { LogRequest } from "./request-log.ts";
import type { RequestMetrics } from "./request-metrics.ts";
import { type RequestRecord, recordOf } from "./request-record.ts";
import type { JudgeRequest } from "./synthetic-marks.ts";

const SWITCHING_PROTOCOLS = 101;

/** A template for a request that has ended, whose route label all of its telemetry carries. It never throws. */
export type RouteOf = (request: IncomingMessage, status: number, record: RequestRecord) => string;

export interface RecordRequestsOptions {
  readonly metrics: RequestMetrics;
  readonly routeOf: RouteOf;
  readonly spans?: ServerSpans | undefined;
  readonly ids?: RequestIds | undefined;
  readonly marks?: JudgeRequest | undefined;
  readonly log?: LogRequest | undefined;
  /** Seconds on a clock that only rises. */
  readonly now: () => number;
}

/** Begins the record of a request; gives undefined for one that has a record, of another observer in its way. */
export type BeginRecord = (request: IncomingMessage, response: ServerResponse) => RequestRecord | undefined;

export interface Recording {
  readonly begin: BeginRecord;
  /** Requests that have begun and not yet ended. */
  active(): number;
}

/** Records each request once, when its response has ended or its connection has closed. */
export function recordRequests({ metrics, routeOf, spans, ids, marks, log, now }: RecordRequestsOptions): Recording {
  let active = 0;
  return { begin, active: () => active };

  function begin(request: IncomingMessage, response: ServerResponse): RequestRecord | undefined {
    const record = recordOf(request);
    if (!Number.isNaN(record.startSeconds)) {
      return undefined;
    }
    record.startSeconds = now();
    active++;
    metrics.begin();
    if (ids !== undefined) {
      const given = ids.given(request);
      record.isOwnId = given === undefined;
      record.id = given ?? ids.make();
      if (!response.headersSent) {
        response.setHeader(ids.header, record.id);
      }
    }
    if (marks !== undefined) {
      record.isSynthetic = marks(request.headers.baggage);
    }
    if (spans !== undefined) {
      record.span = spans.begin(request, record.isSynthetic);
      bindBody(request, record.span);
    }
    if ((request as { readonly upgrade?: boolean }).upgrade === true) {
      setImmediate(endUpgrade, response, request);
      return record;
    }
    if (response.req === request) {
      response.on("close", end);
    } else {
      response.on("close", () => finish(request, response, response.headersSent ? response.statusCode : 0));
    }
    if (!isServed(response)) {
      watchUnserved(request, response);
    }
    return record;
  }

  function watchUnserved(request: IncomingMessage, response: ServerResponse): void {
    if (response.socket === null && isServed(request)) {
      request.on("close", () => end.call(response));
    } else {
      response.on("finish", end);
    }
  }

  function end(this: ServerResponse): void {
    finish(this.req, this, this.headersSent ? this.statusCode : 0);
  }

  /** The connection now belongs to another protocol and no event tells of a response: the handshake is the request. */
  function endUpgrade(response: ServerResponse, request: IncomingMessage): void {
    finish(request, response, response.headersSent ? response.statusCode : SWITCHING_PROTOCOLS);
  }

  function finish(request: IncomingMessage, response: ServerResponse, status: number): void {
    const record = recordOf(request);
    if (record.ended) {
      return;
    }
    record.ended = true;
    active--;
    const seconds = now() - record.startSeconds;
    const { span } = record;
    const kind = metrics.kindOf(request.method ?? "", routeOf(request, status, record), status);
    const error = status >= 500 || !response.writableFinished ? (record.error ?? response.errored ?? undefined) : undefined;
    if (span !== undefined) {
      if (error !== undefined) {
        span.fail(error);
      }
      span.end({ method: kind.method, route: kind.route, status });
    }
    metrics.end(kind, status !== 0 && record.isSynthetic !== true, seconds, span);
    log?.({ request, response, record, kind, seconds, error });
  }
}

/**
 * Whether a server will close the response. One that waits behind others of its connection is not closed with it before Node 24, only its request is.
 * One that no server has made, as adapters for functions and tests do, finishes without closing.
 */
function isServed({ socket }: { readonly socket: object | null }): boolean {
  return (socket as { readonly server?: unknown } | null)?.server !== undefined;
}
