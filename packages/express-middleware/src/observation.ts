import type { IncomingMessage, ServerResponse } from "node:http";
import { metricsHandler, type Stoppable } from "@platform/metrics";
import { collectProcessMetrics } from "@platform/metrics/runtime";
import { checkServiceName } from "@platform/slo/define";
import { exposeTracing } from "@platform/tracing/metrics";
import { register } from "prom-client";
import type { ObserveOptions } from "./observe-options.ts";
import { type BeginRecord, type RouteOf, recordRequests } from "./request/record-requests.ts";
import { createRequestIds } from "./request/request-id.ts";
import { createRefusalLog, createRequestLog } from "./request/request-log.ts";
import { createRequestMetrics } from "./request/request-metrics.ts";
import type { RequestRecord } from "./request/request-record.ts";
import { createSyntheticMarks } from "./request/synthetic-marks.ts";
import { createEndpoints, type Endpoint, sendJson } from "./service/endpoints.ts";
import { exitOnSignals } from "./service/exit-on-signals.ts";
import { createMetricsGuard } from "./service/metrics-guard.ts";
import { createReadiness } from "./service/readiness.ts";
import { createServers } from "./service/servers.ts";
import { createServiceLines } from "./service/service-lines.ts";
import { createServiceTracing } from "./service/service-tracing.ts";
import { checkShutdown, createShutdown, type Shutdown } from "./service/shutdown.ts";

/** What every framework's adapter is made of. */
export interface Observation extends Stoppable {
  /** What answers a request, if it is a scrape or a probe; it is not recorded. Asked about each request, before it begins. */
  endpointOf(request: IncomingMessage): Endpoint | undefined;
  readonly begin: BeginRecord;
  readonly shutdown: Shutdown;
}

/**
 * @throws DefinitionError for a wrong option, or `metric_conflict` if the registry has another metric of a name that is recorded here
 */
export function createObservation(
  {
    service,
    registry = register,
    metricsPath = "/metrics",
    metricsGuard,
    livenessPath = "/healthz",
    readinessPath = "/readyz",
    readinessChecks = [],
    requestId = {},
    synthetic,
    tracing,
    logger = {},
    shutdown: atSignals,
    now = () => performance.now() / 1000,
  }: ObserveOptions,
  routeOf: RouteOf,
): Observation {
  const { name, slos } = typeof service === "string" ? { name: service, slos: [] } : service;
  checkServiceName(name);
  checkShutdown(atSignals ?? {});
  const expose = metricsHandler({ registry });
  const access = createMetricsGuard(metricsGuard);
  const readiness = createReadiness(readinessChecks, { now });
  const ids = requestId === false ? undefined : createRequestIds(requestId);
  let ending = false;
  const findEndpoint = createEndpoints([
    [metricsPath, scrape],
    [livenessPath, async (_request, response) => sendJson(response, 200, { status: "ok", service: name })],
    [readinessPath, probe],
  ]);
  const metrics = createRequestMetrics({ registry, slos });
  const marks = synthetic === undefined ? undefined : createSyntheticMarks({ ...synthetic, registry, now });
  const traced = tracing === false ? undefined : createServiceTracing(name, tracing);
  const tracingShown = traced === undefined ? undefined : exposeTracing({ registry });
  const lines = logger === false ? undefined : createServiceLines(name, logger, registry);
  const log = lines === undefined ? undefined : createRequestLog(lines.logger);
  const logRefusal = lines === undefined ? undefined : createRefusalLog(lines.logger);
  const recording = recordRequests({ metrics, routeOf, spans: traced?.spans, ids, marks, log, now });
  const servers = createServers();
  const shutdown = createShutdown({
    servers,
    active: recording.active,
    onBegin: () => {
      ending = true;
    },
    endings: [...(traced === undefined ? [] : [["traces", traced.end] as const]), ...(lines === undefined ? [] : [["logs", lines.end] as const])],
  });
  const collecting = collectProcessMetrics({ registry });
  const signals = atSignals === undefined ? undefined : exitOnSignals(shutdown, atSignals);

  return {
    endpointOf(request) {
      // Each request comes here first: a service may have answered nothing but probes when it is ended.
      servers.note(request.socket);
      return findEndpoint(request);
    },
    begin(request, response) {
      if (ending && !response.headersSent) {
        response.setHeader("Connection", "close");
      }
      return recording.begin(request, response);
    },
    shutdown,
    stop() {
      signals?.stop();
      lines?.stop();
      tracingShown?.stop();
      collecting.stop();
    },
  };

  async function scrape(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const startSeconds = now();
    const refusal = await access(request);
    if (refusal === undefined) {
      await expose(request, response);
      return;
    }
    if (refusal.status === 401) {
      response.setHeader("WWW-Authenticate", "Bearer");
    }
    sendJson(response, refusal.status, { status: "refused" });
    const kind = metrics.kindOf(request.method ?? "", metricsPath, refusal.status);
    metrics.refuse(kind, refusal.reason, now() - startSeconds);
    logRefusal?.(request, kind, refusal.reason);
  }

  async function probe(_request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (ending) {
      sendJson(response, 503, { status: "stopping", service: name });
      return;
    }
    const { ready, checks } = await readiness();
    sendJson(response, ready ? 200 : 503, { status: ready ? "ok" : "unavailable", service: name, checks });
  }
}

/** Goes on with a request in the context of its span. */
export function goOn<T>(record: RequestRecord | undefined, next: () => T): T {
  return record?.span === undefined ? next() : record.span.run(next);
}
