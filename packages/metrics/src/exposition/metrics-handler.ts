import type { IncomingMessage, ServerResponse } from "node:http";
import { register } from "prom-client";
import { lossCounters } from "../registry/loss-counters.ts";
import type { MetricRegistry } from "../registry/metric-registry.ts";

export interface MetricsHandlerOptions {
  /** Whose metrics are shown; prom-client's `register` when left out. */
  readonly registry?: MetricRegistry;
  /** Whether a request may see the metrics; every one when left out. A refused one is answered 403. */
  readonly authorize?: (request: IncomingMessage) => boolean | Promise<boolean>;
  /** Seconds for which a page of 1 MiB or more is given again rather than rendered anew; 1 when left out, 0 for never. */
  readonly reuseSeconds?: number;
}

export type MetricsHandler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/**
 * Answers scrapes with the metrics of a registry: Prometheus text, or for a scraper that prefers them OpenMetrics with exemplars or
 * protobuf with native histograms; compressed if it likes. Scrapes that meet share one rendering,
 * which never holds the event loop for longer than a few milliseconds; so do those that follow a large one within `reuseSeconds`.
 *
 * The promise resolves when the answer is sent or the client has gone. It never rejects.
 */
export function metricsHandler({ registry = register, authorize = () => true, reuseSeconds = 1 }: MetricsHandlerOptions = {}): MetricsHandler {
  // A conflict of names shows now, and not to the first scrape.
  lossCounters(registry);
  // What answers is loaded with the first scrape: a program should not wait for it to start.
  let answer: Promise<MetricsHandler> | undefined;
  return async (request, response) => {
    try {
      answer ??= import("./answer-scrape.ts").then(({ createScrapeAnswer }) => createScrapeAnswer({ registry, authorize, reuseSeconds }));
      await (await answer)(request, response);
    } catch {
      if (!response.headersSent) {
        response.writeHead(500);
      }
      response.end();
    }
  };
}
