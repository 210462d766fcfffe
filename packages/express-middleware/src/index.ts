export { type Observe, observe } from "./express/observe.ts";
export type { ObserveOptions, RequestLoggerOptions } from "./observe-options.ts";
export type { RequestIdOptions } from "./request/request-id.ts";
export type { RequestLogger } from "./request/request-log.ts";
export { requestIdOf } from "./request/request-record.ts";
export type { SignalOptions } from "./service/exit-on-signals.ts";
export type { MetricsGuard } from "./service/metrics-guard.ts";
export type { ReadinessCheck } from "./service/readiness.ts";
export type { Shutdown, ShutdownOptions, ShutdownReport } from "./service/shutdown.ts";
