import { httpServerActiveRequests, httpServerRefusedRequests, httpServerRequestDuration } from "./http-server.ts";
import { processMetrics } from "./process.ts";
import { selfMetrics } from "./self.ts";

/** Every service exposes these, beside its own. */
export const standardMetrics = {
  httpServerRequestDuration,
  httpServerActiveRequests,
  httpServerRefusedRequests,
  ...processMetrics,
  ...selfMetrics,
} as const;
