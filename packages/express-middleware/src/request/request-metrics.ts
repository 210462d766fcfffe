import type { WriteLine } from "@platform/logging";
import { type BoundHistogram, createMetrics, type MetricRegistry } from "@platform/metrics";
import { httpServerActiveRequests, httpServerRefusedRequests, httpServerRequestDuration, type Labels } from "@platform/metrics/define";
import { countedAtSource, type SloDefinition, sloEvents } from "@platform/slo/define";
import type { ServerSpan } from "@platform/tracing";

/** Stands for the status of a request whose client left before the response had a head, as nginx logs it. */
const CLIENT_CLOSED_REQUEST = 499;

const METHODS = httpServerRequestDuration.labels.http_request_method;
const METHOD_INDEX: ReadonlyMap<string, number> = new Map(METHODS.map((method, index) => [method, index]));
const OTHER_METHOD = METHODS.indexOf("_OTHER");

/** Routes whose series are kept at hand; a program that makes routes without end is measured slower, but does not leak. */
const MOST_ROUTES = 1000;

/** What metric, span and log line of a request have in common. */
export interface RequestKind {
  /** One that HTTP knows, or `_OTHER`. */
  readonly method: (typeof METHODS)[number];
  /** A template, never a real path. */
  readonly route: string;
  /** Of the response, or 499 if the client left before it had a head. */
  readonly status: number;
  readonly duration: BoundHistogram;
  /** Writes its log lines, once one was written. */
  line: WriteLine | undefined;
}

export type Refusal = Labels<typeof httpServerRefusedRequests>["reason"];

/** Counts requests and the events of objectives. No call throws. */
export interface RequestMetrics {
  begin(): void;
  /**
   * @param status - status code of the response, 0 if the client left before it had one
   */
  kindOf(method: string, route: string, status: number): RequestKind;
  /**
   * @param counts - false for what is no event of an objective: the client left before the response had a head, or was a test
   * @param span - the request's own, if it has one: a sample leads to it
   */
  end(kind: RequestKind, counts: boolean, seconds: number, span: ServerSpan | undefined): void;
  /** Records a request that was refused before it began: it is active at no time and no event of an objective. */
  refuse(kind: RequestKind, reason: Refusal, seconds: number): void;
}

export interface RequestMetricsOptions {
  readonly registry: MetricRegistry;
  /** Those that are not about HTTP are left to whoever records their metric. */
  readonly slos: readonly SloDefinition[];
}

/**
 * @throws DefinitionError `metric_conflict` if the registry has another metric under the name of one that is recorded here
 */
export function createRequestMetrics({ registry, slos }: RequestMetricsOptions): RequestMetrics {
  /** The span that a sample which is just being recorded belongs to: when a request ends, its span is not the active one. */
  let current: ServerSpan | undefined;
  const exemplar = () => (current?.sampled === true ? { trace_id: current.traceId, span_id: current.spanId } : undefined);
  const { active, duration, refused } = createMetrics(
    { active: httpServerActiveRequests, duration: httpServerRequestDuration, refused: httpServerRefusedRequests },
    { registry, exemplar },
  );
  const objectives = createObjectives(slos, registry);
  const routes = new Map<string, Map<number, RequestKind>>();

  return {
    begin: () => active.inc(),
    kindOf,
    end(kind, counts, seconds, span) {
      active.dec();
      current = span;
      kind.duration.observe(seconds);
      current = undefined;
      if (counts) {
        for (const count of objectives) {
          count(kind.status, seconds);
        }
      }
    },
    refuse(kind, reason, seconds) {
      kind.duration.observe(seconds);
      refused.inc({ reason });
    },
  };

  function kindOf(method: string, route: string, status: number): RequestKind {
    const index = METHOD_INDEX.get(method) ?? OTHER_METHOD;
    const key = status * METHODS.length + index;
    let kinds = routes.get(route);
    if (kinds === undefined) {
      kinds = new Map();
      if (routes.size < MOST_ROUTES) {
        routes.set(route, kinds);
      }
    }
    let kind = kinds.get(key);
    if (kind === undefined) {
      const known = METHODS[index] ?? "_OTHER";
      const code = status === 0 ? CLIENT_CLOSED_REQUEST : status;
      kind = {
        method: known,
        route,
        status: code,
        duration: duration.labels({ http_request_method: known, http_route: route, http_response_status_code: code }),
        line: undefined,
      };
      kinds.set(key, kind);
    }
    return kind;
  }
}

type CountEvent = (status: number, seconds: number) => void;

/** The rule of each HTTP objective: what is an event of it, and which one is good. */
function createObjectives(slos: readonly SloDefinition[], registry: MetricRegistry): readonly CountEvent[] {
  const definition = sloEvents(slos);
  if (definition === undefined) {
    return [];
  }
  const { events } = createMetrics({ events: definition }, { registry });
  return slos.flatMap((slo): readonly CountEvent[] => {
    const sli = countedAtSource(slo);
    if (sli === undefined) {
      return [];
    }
    const good = events.labels({ slo: slo.name, outcome: "good" });
    const bad = events.labels({ slo: slo.name, outcome: "bad" });
    if (sli.kind === "http-availability") {
      return [(status) => (status < 500 ? good : bad).inc()];
    }
    const { thresholdSeconds } = sli;
    return [
      (status, seconds) => {
        if (status < 500) {
          (seconds <= thresholdSeconds ? good : bad).inc();
        }
      },
    ];
  });
}
