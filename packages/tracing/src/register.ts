import { endWithProcess } from "./end-with-process.ts";
import { startTracing } from "./start-tracing.ts";

/** Started by `node --import @platform/tracing/register`, with what OpenTelemetry's environment variables say. */
export const tracing = startTracing();

endWithProcess(tracing);
