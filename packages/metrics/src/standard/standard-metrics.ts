import { httpServerActiveRequests, httpServerRequestDuration } from "./http-server.ts";
import { processMetrics } from "./process.ts";
import { selfMetrics } from "./self.ts";

/** Every service exposes these, beside its own. */
export const standardMetrics = { httpServerRequestDuration, httpServerActiveRequests, ...processMetrics, ...selfMetrics } as const;
