import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type MetricsHandlerOptions, metricsHandler } from "@platform/metrics";

export interface ExpositionServer {
  readonly url: string;
  readonly port: number;
  stop(): Promise<void>;
}

/** A real server that shows a registry. */
export async function serveMetrics(options: MetricsHandlerOptions): Promise<ExpositionServer> {
  const server = createServer(metricsHandler(options));
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/metrics`,
    port,
    stop: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}
