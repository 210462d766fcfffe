import type { IncomingMessage } from "node:http";
import type { ServerSpan } from "@platform/tracing";

const RECORD = Symbol.for("@platform/express-middleware/record");

/** What is known of a request while it lasts: one for each, whatever frameworks and observers it passes. */
export interface RequestRecord {
  /** Seconds on the clock of whoever records the request; NaN when nobody does. */
  startSeconds: number;
  ended: boolean;
  /** Empty when requests get no id. */
  id: string;
  /** It was made here, and says nothing. */
  isOwnId: boolean;
  span: ServerSpan | undefined;
  /** What its mark of synthetic traffic is worth; undefined for a request without one. */
  isSynthetic: boolean | undefined;
  /** What the request failed with; the first error of several. */
  error: unknown;
  /** Notes of the framework's adapter about the route. */
  match: unknown;
}

interface Recorded {
  [RECORD]?: RequestRecord;
}

export function recordOf(request: object): RequestRecord {
  const recorded = request as Recorded;
  recorded[RECORD] ??= {
    startSeconds: Number.NaN,
    ended: false,
    id: "",
    isOwnId: false,
    span: undefined,
    isSynthetic: undefined,
    error: undefined,
    match: undefined,
  };
  return recorded[RECORD];
}

export function findRecord(request: object): RequestRecord | undefined {
  return (request as Recorded)[RECORD];
}

/**
 * Id of a request that is observed: the caller's if it was accepted, else one that was made. Its response and its log line carry it.
 *
 * @returns undefined for a request without one
 */
export function requestIdOf(request: IncomingMessage): string | undefined {
  return findRecord(request)?.id || undefined;
}

/** Notes the error that a request fails with. Nothing else is done with it: it goes its way. */
export function noteError(request: object, error: unknown): void {
  const record = findRecord(request);
  if (record !== undefined && record.error === undefined) {
    record.error = error;
  }
}
