import type { IncomingMessage, ServerResponse } from "node:http";
import { pipeline } from "node:stream/promises";
import { constants, createGzip } from "node:zlib";
import { ChunkPool } from "./chunk-pool.ts";
import { CONTENT_TYPES, type ExpositionFormat } from "./format.ts";
import type { MetricsHandler, MetricsHandlerOptions } from "./metrics-handler.ts";
import { acceptsGzip, negotiateFormat } from "./negotiate.ts";
import { createRegistryRenderer } from "./render-registry.ts";
import { createSharedPages } from "./shared-pages.ts";

/** Below it, what compression saves is less than what it costs. */
const GZIP_FROM_BYTES = 4096;

/** What a metrics handler does with a request; its promise rejects for what went wrong. */
export function createScrapeAnswer({ registry, authorize, reuseSeconds }: Required<MetricsHandlerOptions>): MetricsHandler {
  const pool = new ChunkPool();
  const pageOf = createSharedPages({ render: createRegistryRenderer(registry, pool), pool, reuseSeconds });

  return async (request, response) => {
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
