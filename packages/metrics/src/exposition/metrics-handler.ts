import type { IncomingMessage, ServerResponse } from "node:http";
import { type Registry, register } from "prom-client";

export interface MetricsHandlerOptions {
  /** Whose metrics are shown; prom-client's `register` when left out. */
  readonly registry?: Pick<Registry, "metrics" | "contentType">;
}

/** Answers a scrape with the metrics of a registry. The promise never rejects. */
export function metricsHandler({
  registry = register,
}: MetricsHandlerOptions = {}): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  return async (_request, response) => {
    try {
      const text = await registry.metrics();
      response.setHeader("Content-Type", registry.contentType);
      response.end(text);
    } catch (error) {
      response.statusCode = 500;
      response.end(`${error}\n`);
    }
  };
}
