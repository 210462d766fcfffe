import { type BoundHistogram, createMetrics, type MetricRegistry } from "@platform/metrics";
import { httpServerActiveRequests, httpServerRequestDuration } from "@platform/metrics/define";
import { type SloDefinition, sloEvents } from "@platform/slo/define";

/** Stands for the status of a request whose client left before the response had a head, as nginx logs it. */
const CLIENT_CLOSED_REQUEST = 499;

const METHODS: readonly string[] = httpServerRequestDuration.labels.http_request_method;
const METHOD_INDEX = new Map(METHODS.map((method, index) => [method, index]));
const OTHER_METHOD = METHODS.indexOf("_OTHER");

/** Routes whose series are kept at hand; a program that makes routes without end is measured slower, but does not leak. */
const MOST_ROUTES = 1000;

/** Writes the record of each request. No call throws. */
export interface RequestRecorder {
  begin(): void;
  /**
   * @param route - a template, never a real path
   * @param status - status code of the response, 0 if the client left before it had one
   */
  end(method: string, route: string, status: number, seconds: number): void;
  /** Records a request that was refused before it began: it is active at no time and no event of an objective. */
  refuse(method: string, route: string, status: number, seconds: number): void;
}

export interface RequestRecorderOptions {
  readonly registry: MetricRegistry;
  /** Those that are not about HTTP are left to whoever records their metric. */
  readonly slos: readonly SloDefinition[];
}

/**
 * @throws DefinitionError `metric_conflict` if the registry has another metric under the name of one that is recorded here
 */
export function createRequestRecorder({ registry, slos }: RequestRecorderOptions): RequestRecorder {
  const { active, duration } = createMetrics({ active: httpServerActiveRequests, duration: httpServerRequestDuration }, { registry });
  const objectives = createObjectives(slos, registry);
  const routes = new Map<string, Map<number, BoundHistogram>>();

  return {
    begin: () => active.inc(),
    end(method, route, status, seconds) {
      active.dec();
      seriesOf(method, route, status === 0 ? CLIENT_CLOSED_REQUEST : status).observe(seconds);
      if (status !== 0) {
        for (const count of objectives) {
          count(status, seconds);
        }
      }
    },
    refuse: (method, route, status, seconds) => seriesOf(method, route, status).observe(seconds),
  };

  function seriesOf(method: string, route: string, status: number): BoundHistogram {
    const index = METHOD_INDEX.get(method) ?? OTHER_METHOD;
    const key = status * METHODS.length + index;
    let series = routes.get(route);
    if (series === undefined) {
      series = new Map();
      if (routes.size < MOST_ROUTES) {
        routes.set(route, series);
      }
    }
    let bound = series.get(key);
    if (bound === undefined) {
      bound = duration.labels({
        http_request_method: METHODS[index] as (typeof httpServerRequestDuration.labels.http_request_method)[number],
        http_route: route,
        http_response_status_code: status,
      });
      series.set(key, bound);
    }
    return bound;
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
  return slos.flatMap(({ name, sli }): readonly CountEvent[] => {
    if (sli.kind !== "http-availability" && sli.kind !== "http-latency") {
      return [];
    }
    const good = events.labels({ slo: name, outcome: "good" });
    const bad = events.labels({ slo: name, outcome: "bad" });
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
