import type { IncomingMessage, ServerResponse } from "node:http";
import { register } from "prom-client";
import { lossCounters } from "../registry/loss-counters.ts";
import type { MetricRegistry } from "../registry/metric-registry.ts";
import { ChunkPool } from "./chunk-pool.ts";
import { CONTENT_TYPES, type ExpositionFormat } from "./format.ts";
import { acceptsGzip, negotiateFormat } from "./negotiate.ts";
import type { RegistryRenderer } from "./render-registry.ts";
import { createSharedPages } from "./shared-pages.ts";

export interface MetricsHandlerOptions {
  /** Whose metrics are shown; prom-client's `register` when left out. */
  readonly registry?: MetricRegistry;
  /** Whether a request may see the metrics; every one when left out. A refused one is answered 403. */
  readonly authorize?: (request: IncomingMessage) => boolean | Promise<boolean>;
  /** Seconds for which a page of 1 MiB or more is given again rather than rendered anew; 1 when left out, 0 for never. */
  readonly reuseSeconds?: number;
}

export type MetricsHandler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** Below it, what compression saves is less than what it costs. */
const GZIP_FROM_BYTES = 4096;

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
  const pool = new ChunkPool();
  // What renders is loaded with the first scrape: a program should not wait for it to start.
  let renderer: Promise<RegistryRenderer> | undefined;
  const render: RegistryRenderer = async (format) => {
    renderer ??= import("./render-registry.ts").then(({ createRegistryRenderer }) => createRegistryRenderer(registry, pool));
    return (await renderer)(format);
  };
  const pageOf = createSharedPages({ render, pool, reuseSeconds });

  return async (request, response) => {
    try {
      if (request.method !== "GET" && request.method !== "HEAD") {
        response.writeHead(405, { Allow: "GET, HEAD" }).end();
      } else if (await authorize(request)) {
        const format = negotiateFormat(request.headers.accept);
        const page = await pageOf(format);
        await send(request, response, page.chunks, format);
        // A reader that has gone stays counted: the system may still hold what was being sent to it.
        page.release();
      } else {
        response.writeHead(403).end();
      }
    } catch {
      if (!response.headersSent) {
        response.writeHead(500);
      }
      response.end();
    }
  };
}

async function send(request: IncomingMessage, response: ServerResponse, chunks: readonly Buffer[], format: ExpositionFormat): Promise<void> {
  const length = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
  const gzip = length >= GZIP_FROM_BYTES && acceptsGzip(request.headers["accept-encoding"]?.toString());
  response.writeHead(200, {
    "Content-Type": CONTENT_TYPES[format],
    "Cache-Control": "no-store",
    Vary: "Accept, Accept-Encoding",
    ...(gzip ? { "Content-Encoding": "gzip" } : { "Content-Length": length }),
  });
  if (request.method === "HEAD") {
    response.end();
    return;
  }
  const { pipeline } = await import("node:stream/promises");
  if (gzip) {
    const { constants, createGzip } = await import("node:zlib");
    await pipeline(chunks, createGzip({ level: constants.Z_BEST_SPEED }), response);
  } else {
    await pipeline(chunks, response);
  }
}
