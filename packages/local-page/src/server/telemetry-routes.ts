import { findTraces, operationNames, serviceNames } from "../query/find-traces.ts";
import { jaegerTrace } from "../query/jaeger-trace.ts";
import { readLogQuery } from "../query/logql.ts";
import { labelNames, labelValues, queryLines, streamsOf } from "../query/loki-api.ts";
import { readTraceQuery } from "../query/read-trace-query.ts";
import { serviceMap } from "../query/service-map.ts";
import type { TelemetryStore } from "../store/telemetry-store.ts";
import { PageError } from "./page-error.ts";
import { ANSWERED, type Route } from "./router.ts";
import { streamEvents } from "./stream-events.ts";

/** What the page asks of traces and logs, in the forms of Jaeger and Loki. */
export function telemetryRoutes({ spans, logs }: TelemetryStore): readonly Route[] {
  const get = (path: RegExp, answer: Route["answer"]): Route => ({ method: "GET", path, answer });
  return [
    get(/^\/api\/jaeger\/api\/services$/, () => ({ data: serviceNames(spans) })),
    get(/^\/api\/jaeger\/api\/services\/([^/]+)\/operations$/, ({ parts: [service = ""] }) => ({ data: operationNames(service, spans) })),
    get(/^\/api\/jaeger\/api\/traces$/, ({ parameters }) => ({ data: findTraces(readTraceQuery(parameters), spans).map(jaegerTrace) })),
    get(/^\/api\/jaeger\/api\/traces\/([^/]+)$/, ({ parts: [traceId = ""] }) => {
      const trace = spans.trace(traceId.toLowerCase());
      if (trace.length === 0) {
        throw new PageError(
          404,
          "trace_unknown",
          `Trace ${JSON.stringify(traceId)} is not here: it was not sampled, not sent here, or has made room for newer ones.`,
        );
      }
      return { data: [jaegerTrace(trace)] };
    }),
    get(/^\/api\/map$/, ({ parameters }) => serviceMap(spans, Number(parameters.get("since") ?? 0))),
    get(/^\/api\/received$/, () => ({ spans: spans.figures(), logs: logs.figures() })),
    get(/^\/api\/loki\/loki\/api\/v1\/labels$/, () => ({ status: "success", data: labelNames(logs) })),
    get(/^\/api\/loki\/loki\/api\/v1\/label\/([^/]+)\/values$/, ({ parts: [name = ""] }) => ({ status: "success", data: labelValues(name, logs) })),
    get(/^\/api\/loki\/loki\/api\/v1\/query_range$/, ({ parameters }) => {
      const text = (name: string) => parameters.get(name) ?? "";
      return {
        status: "success",
        data: queryLines({ query: text("query"), start: text("start"), end: text("end"), limit: Number(parameters.get("limit")) || 100 }, logs),
      };
    }),
    get(/^\/api\/tail$/, ({ response, parameters }) => {
      const belongs = readLogQuery(parameters.get("query") ?? "");
      streamEvents(response, (send) => logs.follow((lines) => send(streamsOf(lines.filter(belongs)))));
      return ANSWERED;
    }),
  ];
}
