export { type ExposeTracingOptions, exposeTracing } from "./expose-tracing.ts";
