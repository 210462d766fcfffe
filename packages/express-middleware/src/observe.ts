import type { IncomingMessage, ServerResponse } from "node:http";
import { collectProcessMetrics, type MetricRegistry, metricsHandler, type Stoppable } from "@platform/metrics";
import { checkServiceName, type ServiceDefinition } from "@platform/slo/define";
import { register } from "prom-client";
import { createEndpoints, sendJson } from "./endpoints.ts";
import { createMetricsGuard, type MetricsGuard } from "./metrics-guard.ts";
import { createReadiness, type ReadinessCheck } from "./readiness.ts";
import { recordRequests } from "./record-requests.ts";
import { createRequestRecorder } from "./request-recorder.ts";

export interface ObserveOptions {
  /** Its HTTP objectives are counted request by request; a service without objectives is given by its name. */
  readonly service: ServiceDefinition | string;
  /** Where the metrics are recorded and exposed; prom-client's `register` when left out. */
  readonly registry?: MetricRegistry;
  /** Default `/metrics`. */
  readonly metricsPath?: string;
  /** Who may read the metrics; everybody when left out. */
  readonly metricsGuard?: MetricsGuard;
  /** Answers 200 while the process serves requests. Default `/healthz`. */
  readonly livenessPath?: string;
  /** Answers 200 while every check passes, else 503. Default `/readyz`. */
  readonly readinessPath?: string;
  readonly readinessChecks?: readonly ReadinessCheck[];
  /** Seconds on a clock that only rises; the process's own when left out. */
  readonly now?: () => number;
}

/** A handler for `app.use` of Express 4 and 5. `stop` ends the collection of process metrics, for a program that goes on without the app. */
export type Observe = ((request: IncomingMessage, response: ServerResponse, next: (error?: unknown) => void) => void) & Stoppable;

/**
 * Measures every request that comes after it, and answers scrapes and probes. Put it first: what comes before it is not seen.
 *
 * @throws DefinitionError for a wrong option, or `metric_conflict` if the registry has another metric of a name that is recorded here
 */
export function observe({
  service,
  registry = register,
  metricsPath = "/metrics",
  metricsGuard,
  livenessPath = "/healthz",
  readinessPath = "/readyz",
  readinessChecks = [],
  now = () => performance.now() / 1000,
}: ObserveOptions): Observe {
  const { name, slos } = typeof service === "string" ? { name: service, slos: [] } : service;
  checkServiceName(name);
  const expose = metricsHandler({ registry });
  const access = createMetricsGuard(metricsGuard);
  const readiness = createReadiness(readinessChecks, { now });
  const recorder = createRequestRecorder({ registry, slos });
  const record = recordRequests(recorder, { now });
  const endpointOf = createEndpoints([
    [
      metricsPath,
      async (request, response) => {
        const startSeconds = now();
        const refusal = await access(request);
        if (refusal === undefined) {
          await expose(request, response);
          return;
        }
        if (refusal === 401) {
          response.setHeader("WWW-Authenticate", "Bearer");
        }
        sendJson(response, refusal, { status: "refused" });
        recorder.refuse(request.method ?? "", metricsPath, refusal, now() - startSeconds);
      },
    ],
    [livenessPath, async (_request, response) => sendJson(response, 200, { status: "ok", service: name })],
    [
      readinessPath,
      async (_request, response) => {
        const { ready, checks } = await readiness();
        sendJson(response, ready ? 200 : 503, { status: ready ? "ok" : "unavailable", service: name, checks });
      },
    ],
  ]);
  const collecting = collectProcessMetrics({ registry });

  const handler = (request: IncomingMessage, response: ServerResponse, next: (error?: unknown) => void): void => {
    const endpoint = endpointOf(request);
    if (endpoint !== undefined) {
      endpoint(request, response).catch(() => response.destroy());
      return;
    }
    record(request, response);
    next();
  };
  return Object.assign(handler, { stop: () => collecting.stop() });
}
