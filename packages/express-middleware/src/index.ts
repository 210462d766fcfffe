export type { MetricsGuard } from "./metrics-guard.ts";
export { type Observe, type ObserveOptions, observe } from "./observe.ts";
export type { ReadinessCheck } from "./readiness.ts";
