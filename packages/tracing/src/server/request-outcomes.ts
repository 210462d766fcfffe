import { type Attributes, type SpanStatus, SpanStatusCode } from "@opentelemetry/api";
import { httpServerRequestDuration } from "@platform/metrics/define";
import { type PreparedAttributes, prepareAttributes } from "../otlp/prepared-attributes.ts";
import type { RequestOutcome } from "./server-span.ts";

/** Stands for the status of a request whose client left before the response had a head, as in the metric of the same request. */
const CLIENT_CLOSED_REQUEST = 499;

const METHODS: ReadonlySet<string> = new Set(httpServerRequestDuration.labels.http_request_method);

/** Routes whose outcomes are kept; a program that makes routes without end is served slower, but does not leak. */
const MOST_ROUTES = 1000;

/** What a method, route and status mean for a span. @see https://opentelemetry.io/docs/specs/semconv/http/http-spans/#http-server */
export interface PreparedOutcome {
  readonly name: string;
  readonly status: SpanStatus | undefined;
  readonly prepared: PreparedAttributes;
  /** The same attributes for a span that has met an error, which says itself what went wrong. */
  readonly attributes: Attributes;
}

export type OutcomeOf = (outcome: RequestOutcome) => PreparedOutcome;

/** Prepares each combination once. */
export function createOutcomes(): OutcomeOf {
  const routes = new Map<string, Map<number, Map<string, PreparedOutcome>>>();
  return ({ method, route, status }) => {
    let statuses = routes.get(route);
    if (statuses === undefined) {
      statuses = new Map();
      if (routes.size < MOST_ROUTES) {
        routes.set(route, statuses);
      }
    }
    let methods = statuses.get(status);
    if (methods === undefined) {
      methods = new Map();
      statuses.set(status, methods);
    }
    const known = METHODS.has(method) ? method : "_OTHER";
    let outcome = methods.get(known);
    if (outcome === undefined) {
      outcome = prepareOutcome(known, route, status);
      methods.set(known, outcome);
    }
    return outcome;
  };
}

function prepareOutcome(method: string, route: string, status: number): PreparedOutcome {
  const code = status === 0 ? CLIENT_CLOSED_REQUEST : status;
  const errorType = status === 0 ? "client_closed" : status >= 500 ? String(status) : undefined;
  const attributes: Attributes = {
    "http.request.method": method,
    "http.route": route,
    "http.response.status_code": code,
    ...(errorType !== undefined && { "error.type": errorType }),
  };
  return {
    // The conventions have "HTTP" for a method that is not known.
    name: `${method === "_OTHER" ? "HTTP" : method} ${route}`,
    status: status >= 500 ? { code: SpanStatusCode.ERROR } : undefined,
    prepared: prepareAttributes(attributes),
    attributes,
  };
}
