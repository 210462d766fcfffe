import { runningTracing, type ServerSpans, serverSpans, startTracing, type Tracing, type TracingOptions } from "@platform/tracing";

export interface ServiceTracing {
  readonly spans: ServerSpans;
  /** Sends the spans that are left. */
  end(seconds: number): Promise<void>;
}

/** Variables that say where spans go: https://opentelemetry.io/docs/specs/otel/protocol/exporter/ */
const ENDPOINTS = ["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT"];

/**
 * The tracing of this process: the one that was started before, else one that is started now. Spans are made in any case, since requests to other
 * services and log lines carry their ids; they are sent if there is an endpoint in the options or in the environment.
 *
 * @throws DefinitionError for a wrong option
 */
export function createServiceTracing(service: string, options: TracingOptions | undefined): ServiceTracing {
  const before = runningTracing();
  const tracing = before !== undefined && options === undefined ? before : startTracing({ service, ...whereTo(options), ...options });
  return {
    spans: serverSpans(),
    end: (timeoutSeconds) => endTracing(tracing, { isOurs: tracing !== before, timeoutSeconds }),
  };
}

function whereTo(options: TracingOptions = {}): TracingOptions {
  const isSent = options.endpoint !== undefined || options.exporter !== undefined || ENDPOINTS.some((name) => process.env[name]);
  return isSent ? {} : { exporter: "none" };
}

/** Tracing that somebody else has started is theirs to end. */
function endTracing(tracing: Tracing, { isOurs, timeoutSeconds }: { readonly isOurs: boolean; readonly timeoutSeconds: number }): Promise<void> {
  return isOurs ? tracing.shutdown({ timeoutSeconds }) : tracing.flush({ timeoutSeconds });
}
