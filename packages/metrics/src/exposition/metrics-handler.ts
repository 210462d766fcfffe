import type { IncomingMessage, ServerResponse } from "node:http";
import { pipeline } from "node:stream/promises";
import { constants, createGzip } from "node:zlib";
import { register } from "prom-client";
import type { MetricRegistry } from "../registry/metric-registry.ts";
import { ChunkPool } from "./chunk-pool.ts";
import { CONTENT_TYPES, type ExpositionFormat } from "./format.ts";
import { acceptsGzip, negotiateFormat } from "./negotiate.ts";
import { createRegistryRenderer } from "./render-registry.ts";

export interface MetricsHandlerOptions {
  /** Whose metrics are shown; prom-client's `register` when left out. */
  readonly registry?: MetricRegistry;
  /** Whether a request may see the metrics; every one when left out. A refused one is answered 403. */
  readonly authorize?: (request: IncomingMessage) => boolean | Promise<boolean>;
}

export type MetricsHandler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** One rendering for all scrapes that came while it lasted. */
interface SharedPage {
  readonly page: Promise<readonly Buffer[]>;
  readers: number;
}

/** Below it, what compression saves is less than what it costs. */
const GZIP_FROM_BYTES = 4096;

/**
 * Answers scrapes with the metrics of a registry: Prometheus text, or for a scraper that prefers them OpenMetrics with exemplars or
 * protobuf with native histograms; compressed if it likes. Scrapes that meet share one rendering, which never holds the event loop for longer than a few milliseconds.
 *
 * The promise resolves when the answer is sent or the client has gone. It never rejects.
 */
export function metricsHandler({ registry = register, authorize = () => true }: MetricsHandlerOptions = {}): MetricsHandler {
  const pool = new ChunkPool();
  const render = createRegistryRenderer(registry, pool);
  const rendering = new Map<ExpositionFormat, SharedPage>();

  const share = (format: ExpositionFormat): SharedPage => {
    let shared = rendering.get(format);
    if (shared === undefined) {
      shared = { page: render(format).finally(() => rendering.delete(format)), readers: 0 };
      rendering.set(format, shared);
    }
    shared.readers++;
    return shared;
  };

  return async (request, response) => {
    try {
      if (request.method !== "GET" && request.method !== "HEAD") {
        response.writeHead(405, { Allow: "GET, HEAD" }).end();
      } else if (await authorize(request)) {
        const format = negotiateFormat(request.headers.accept);
        const shared = share(format);
        const page = await shared.page;
        await send(request, response, page, format);
        // A reader that has gone stays counted: the system may still hold what was being sent to it.
        shared.readers--;
        if (shared.readers === 0) {
          pool.give(page);
        }
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
  } else if (gzip) {
    await pipeline(chunks, createGzip({ level: constants.Z_BEST_SPEED }), response);
  } else {
    await pipeline(chunks, response);
  }
}
