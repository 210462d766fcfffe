import type { CreateLoggerOptions, LoggedService, LokiDeliveryOptions } from "@platform/logging";
import type { MetricRegistry } from "@platform/metrics";
import type { ServiceDefinition } from "@platform/slo/define";
import type { TracingOptions } from "@platform/tracing";
import type { RequestIdOptions } from "./request/request-id.ts";
import type { RequestLogger } from "./request/request-log.ts";
import type { SyntheticOptions } from "./request/synthetic-marks.ts";
import type { SignalOptions } from "./service/exit-on-signals.ts";
import type { MetricsGuard } from "./service/metrics-guard.ts";
import type { ReadinessCheck } from "./service/readiness.ts";

export interface RequestLoggerOptions extends Omit<CreateLoggerOptions, "service" | "delivery"> {
  /** What lines tell of the service beside its name. */
  readonly service?: Omit<LoggedService, "name">;
  /** Lines go to this Loki as well; what becomes of them is among the metrics. */
  readonly loki?: Omit<LokiDeliveryOptions, "service" | "registry">;
}

/** The same for every framework. */
export interface ObserveOptions {
  /** Its HTTP objectives are counted request by request; a service without objectives is given by its name. */
  readonly service: ServiceDefinition | string;
  /** Where the metrics are recorded and exposed; prom-client's `register` when left out. */
  readonly registry?: MetricRegistry;
  /** Default `/metrics`. */
  readonly metricsPath?: string;
  /** Who may read the metrics; everybody when left out. */
  readonly metricsGuard?: MetricsGuard;
  /** Answers 200 while the process serves requests. Default `/healthz`. */
  readonly livenessPath?: string;
  /** Answers 200 while every check passes, else 503. Default `/readyz`. */
  readonly readinessPath?: string;
  readonly readinessChecks?: readonly ReadinessCheck[];
  /**
   * Server spans: with the options of tracing that is started now, unless it runs already. Spans are sent if these options or OpenTelemetry's environment
   * variables say where to; without either they only give log lines and calls to other services their trace. `false` makes none.
   */
  readonly tracing?: TracingOptions | false;
  /**
   * Gets one line for each request: a logger of the program, such as one of pino, or options of one that is made. `false` writes none. When left out,
   * lines go to stdout.
   */
  readonly logger?: RequestLogger | RequestLoggerOptions | false;
  /** Knows synthetic traffic by its mark: it is no event of an objective, and always traced. Any other is taken as it comes when left out. */
  readonly synthetic?: SyntheticOptions;
  /** How requests get an id; `false` gives them none. */
  readonly requestId?: RequestIdOptions | false;
  /** Ends the process in order at a signal. Signals are left to the program when left out. */
  readonly shutdown?: SignalOptions;
  /** Seconds on a clock that only rises; the process's own when left out. */
  readonly now?: () => number;
}
