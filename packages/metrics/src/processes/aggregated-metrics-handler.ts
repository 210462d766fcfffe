import type { IncomingMessage, ServerResponse } from "node:http";
import { register } from "prom-client";
import { type MetricsHandler, type MetricsHandlerOptions, metricsHandler } from "../exposition/metrics-handler.ts";
import type { Stoppable } from "../instruments/instrument.ts";
import { createAggregatedRegistry } from "./aggregated-registry.ts";
import { clusterWorkers } from "./cluster-workers.ts";
import { MergeError } from "./merge-error.ts";
import type { WorkerSource } from "./worker-link.ts";
import type { MissingReason, MissingWorker } from "./worker-reader.ts";

export interface AggregatedMetricsHandlerOptions extends MetricsHandlerOptions {
  /** Whose values are added to those of this process; the cluster workers of this process when left out. */
  readonly workers?: readonly WorkerSource[];
  /** Time that workers have to answer, default 5: a scrape of Prometheus gives up after 10. */
  readonly timeoutSeconds?: number;
  /**
   * What a scrape shows when workers have not answered. `fail`, the default: nothing, it is answered 503, and `up` is 0.
   * `last_values`: what those workers sent last, and their number in `metrics_workers_missing`, which is then to be alerted on.
   */
  readonly missing?: "fail" | "last_values";
}

/** To be stopped when the workers are no longer to be listened to. */
export type AggregatedMetricsHandler = MetricsHandler & Stoppable;

const REASONS: Readonly<Record<MissingReason, string>> = {
  silent: "does not answer",
  starting: "has not called shareMetrics yet",
  ended: "ended during the scrape",
  error: "could not read its metrics",
};

/**
 * Answers scrapes with the metrics of all workers and of this process, as if they were one process: counters and histograms add up,
 * those of ended workers included, and gauges follow their `aggregator`. The workers call `shareMetrics`.
 *
 * A scrape is complete, or it says that it is not: see {@link AggregatedMetricsHandlerOptions.missing}. Scrapes that meet share one
 * reading of the workers. Make one handler for each process: two would each keep the counts of ended workers.
 *
 * @throws DefinitionError `metric_conflict` if the registry has other metrics under the names of those of this package
 */
export function aggregatedMetricsHandler({
  registry = register,
  workers = [clusterWorkers()],
  timeoutSeconds = 5,
  missing = "fail",
  authorize = () => true,
  reuseSeconds = 1,
}: AggregatedMetricsHandlerOptions = {}): AggregatedMetricsHandler {
  const aggregated = createAggregatedRegistry({ registry, workers, timeoutSeconds, withMissing: missing === "last_values" });
  const answer = metricsHandler({ registry: aggregated.registry, reuseSeconds });

  const handler = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    try {
      if (request.method !== "GET" && request.method !== "HEAD") {
        await answer(request, response);
      } else if (!(await authorize(request))) {
        response.writeHead(403).end();
      } else {
        const update = await aggregated.update();
        if (update.complete || missing === "last_values") {
          await answer(request, response);
        } else {
          refuse(response, describe(update.missing));
        }
      }
    } catch (error) {
      refuse(response, error instanceof MergeError ? error.message : "The metrics could not be read.");
    }
  };
  return Object.assign(handler, { stop: () => aggregated.stop() });
}

function refuse(response: ServerResponse, reason: string): void {
  if (!response.headersSent) {
    response.writeHead(503, { "Content-Type": "text/plain; charset=utf-8", "Cache-Control": "no-store" });
    response.end(`This scrape would be incomplete. ${reason}\n`);
  } else {
    response.end();
  }
}

function describe(missing: readonly MissingWorker[]): string {
  return missing.map(({ name, reason, detail }) => `${name} ${REASONS[reason]}${detail === undefined ? "" : `: ${detail}`}.`).join(" ");
}
