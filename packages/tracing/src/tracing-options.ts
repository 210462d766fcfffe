import type { Attributes } from "@opentelemetry/api";
import type { QueueOptions } from "./export/span-queue.ts";
import type { PropagatorName } from "./propagation/extract-caller.ts";
import type { Sampling } from "./sampling/sampler.ts";
import type { TrustCallers } from "./server/pipeline-server-spans.ts";
import type { SpanLimits } from "./span/attribute-list.ts";
import type { SpanProcessor } from "./span/pipeline.ts";

/** What is left out is taken from OpenTelemetry's environment variables, and then from the defaults. */
export interface TracingOptions {
  /** `service.name`; from `OTEL_SERVICE_NAME`, else `unknown_service:node`. */
  readonly service?: string;
  /** Attributes of this process besides those that are found out, and stronger than them: `service.version`, `deployment.environment.name`. */
  readonly resource?: Attributes;
  /** Address that spans are posted to. Default `http://localhost:4318/v1/traces`. */
  readonly endpoint?: string;
  /** Headers of each request, such as those that hold a key. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Encoding of OTLP. Default `protobuf`. */
  readonly protocol?: "protobuf" | "json";
  /** Default `none`: compressing costs more than all the rest. */
  readonly compression?: "none" | "gzip";
  /** Longest time of one request. Default 10. */
  readonly timeoutSeconds?: number;
  /** `none` sends nothing itself: spans go to the processors only. Default `otlp`. */
  readonly exporter?: "otlp" | "none";
  /** Processors of OpenTelemetry's SDK that get each span too. */
  readonly processors?: readonly SpanProcessor[];
  readonly sampling?: Sampling;
  /**
   * Whether a caller's trace, sampling and baggage are taken over. A request that is not trusted begins a trace of its own, with a link to the
   * caller's. Default true; false at an edge that strangers reach.
   */
  readonly trustCallers?: TrustCallers;
  /** Default `tracecontext` and `baggage`. */
  readonly propagators?: readonly PropagatorName[];
  /** Whether requests of `fetch`, undici, `node:http` and `node:https`, and commands of redis and ioredis, are traced. Default true. */
  readonly clients?: boolean;
  readonly queue?: Partial<QueueOptions>;
  readonly limits?: Partial<SpanLimits>;
  /** Told of what is wrong, once for each cause; `process.emitWarning` when left out. */
  readonly warn?: (message: string, code: string) => void;
}
