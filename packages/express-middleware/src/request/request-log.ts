import type { IncomingMessage, ServerResponse } from "node:http";
import { type PreparedLines, preparedLines } from "@platform/logging";
import type { RequestKind } from "./request-metrics.ts";
import type { RequestRecord } from "./request-record.ts";
import { roundSeconds, secondsText } from "./seconds-text.ts";

/** What is used of a logger; one of pino fits. */
export interface RequestLogger {
  info(fields: object, message: string): void;
  error(fields: object, message: string): void;
  /** Context that each of its lines has. */
  bindings?(): object;
  flush?(done: (error?: Error) => void): void;
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

/** Writes one line for a request that was refused before it began. */
export type LogRefusal = (request: IncomingMessage, kind: RequestKind, reason: string) => void;

const LONGEST_PATH = 1024;

/**
 * Writes one line for each request: at level error for a status of 500 and above, else at level info. Its fields have the names of the span's
 * attributes, with the path but without the query, which may hold what nobody should read. It never throws.
 */
export function createRequestLog(logger: RequestLogger): LogRequest {
  const fieldsOf = hasSpanFields(logger) ? commonFields : withSpanFields;
  const prepared = preparedLines(logger);
  return (ended) => {
    if (prepared !== undefined && wrote(prepared, ended)) {
      return;
    }
    const { span } = ended.record;
    if (span === undefined) {
      write(ended);
    } else {
      span.run(() => write(ended));
    }
  };

  /** Whatever becomes of a line, it is not written twice. */
  function wrote(lines: PreparedLines, ended: EndedRequest): boolean {
    try {
      return writePrepared(lines, ended);
    } catch {
      // An output of the program's own may throw; the request has been answered.
      return true;
    }
  }

  function write(ended: EndedRequest): void {
    try {
      logger[levelOf(ended.kind)](fieldsOf(ended), messageOf(ended.kind));
    } catch {
      // A logger of the program's own may throw; the request has been answered.
    }
  }
}

/** The audit trail of who was not let in, at level info: a flood of them is no fault of the service. It never throws. */
export function createRefusalLog(logger: RequestLogger): LogRefusal {
  return (request, { method, route, status }, reason) => {
    try {
      const fields = {
        "event.category": "authentication",
        "event.outcome": "refused",
        "event.reason": reason,
        "http.request.method": method,
        "http.route": route,
        "http.response.status_code": status,
        ...peerOf(request),
      };
      logger.info(fields, `${method} ${route} ${status}, refused`);
    } catch {
      // A logger of the program's own may throw; the request has been answered.
    }
  };
}

/**
 * The line of a request that went well is mostly the same as the last one of its kind. It is left to the logger if what the caller sent has to be looked
 * at closely.
 *
 * @returns whether the line was written
 */
function writePrepared(prepared: PreparedLines, { request, response, record, kind, seconds, error }: EndedRequest): boolean {
  const level = levelOf(kind);
  if (error !== undefined || isAborted(response, kind) || !Number.isFinite(seconds) || !prepared.writes(level)) {
    return false;
  }
  kind.line ??= prepared.prepare(level, kindFields(kind), messageOf(kind), OWN_NAMES) ?? NO_LINE;
  const path = prepared.plain(pathOf(request));
  const peer = addressOf(request);
  const address = peer === undefined ? "" : prepared.plain(peer);
  const id = record.id === "" || record.isOwnId ? `"${record.id}"` : prepared.plain(record.id);
  if (kind.line === NO_LINE || path === undefined || address === undefined || id === undefined) {
    return false;
  }
  const who = address === "" ? "" : `,"network.peer.address":${address}`;
  const what = record.id === "" ? "" : `,"request_id":${id}`;
  kind.line(record.span, `,"url.path":${path}${who},"duration_seconds":${secondsText(seconds)}${what}`);
  return true;
}

/** Fields in which requests of a kind differ. */
const OWN_NAMES = ["url.path", "network.peer.address", "duration_seconds", "request_id"];

/** Of a kind whose own fields have to be looked at closely. */
const NO_LINE = (): void => {};

/** Resolves when a logger that keeps lines back has written them. */
export function flush(logger: RequestLogger): Promise<void> {
  return new Promise((resolve, reject) => {
    if (logger.flush === undefined) {
      resolve();
    } else {
      logger.flush((error) => (error === undefined || error === null ? resolve() : reject(error)));
    }
  });
}

/** Whether a logger takes the trace from the active span by itself, as one of `@platform/logging` does. */
function hasSpanFields(logger: RequestLogger): boolean {
  try {
    return Object.hasOwn(logger.bindings?.() ?? {}, "service.name");
  } catch {
    return false;
  }
}

function levelOf({ status }: RequestKind): "error" | "info" {
  return status >= 500 ? "error" : "info";
}

function messageOf({ method, route, status }: RequestKind): string {
  return `${method} ${route} ${status}`;
}

function kindFields({ method, route, status }: RequestKind): object {
  return { "http.request.method": method, "http.route": route, "http.response.status_code": status };
}

/** The response of an upgrade is not finished by this server: its connection has another protocol now. */
function isAborted({ writableFinished }: ServerResponse, { status }: RequestKind): boolean {
  return !writableFinished && status !== 101;
}

function commonFields({ request, response, record, kind, seconds, error }: EndedRequest): object {
  return {
    ...kindFields(kind),
    "url.path": pathOf(request),
    ...peerOf(request),
    duration_seconds: roundSeconds(seconds),
    ...(record.id !== "" && { request_id: record.id }),
    ...(isAborted(response, kind) && { aborted: true }),
    ...(error !== undefined && { error }),
  };
}

/** For any other logger of pino, with its name for errors. */
function withSpanFields(ended: EndedRequest): object {
  const { error, record } = ended;
  return {
    ...commonFields(ended),
    ...(record.span !== undefined && { trace_id: record.span.traceId, span_id: record.span.spanId }),
    ...(error !== undefined && { error: undefined, err: error }),
  };
}

/** Who was at the other end of the connection, which may be a proxy; of one that was reset it is not known any more. */
function addressOf({ socket }: IncomingMessage): string | undefined {
  return socket?.remoteAddress;
}

function peerOf(request: IncomingMessage): object {
  const address = addressOf(request);
  return address === undefined ? {} : { "network.peer.address": address };
}

/** Express and Koa rewrite `url` while they route, and keep the original. */
function pathOf(request: IncomingMessage & { readonly originalUrl?: string }): string {
  const url = request.originalUrl ?? request.url ?? "";
  const query = url.indexOf("?");
  return url.slice(0, Math.min(query === -1 ? url.length : query, LONGEST_PATH));
}
