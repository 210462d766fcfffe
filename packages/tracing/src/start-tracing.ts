import { context, propagation, type Tracer, trace } from "@opentelemetry/api";
import { traceHttpClients } from "./clients/trace-http-clients.ts";
import { traceRedisClients } from "./clients/trace-redis-clients.ts";
import { AsyncContextManager } from "./context/async-context-manager.ts";
import { readEnvironment } from "./environment/read-environment.ts";
import { emptyAccount, type SpanAccount } from "./export/accounting.ts";
import { exportSpans } from "./export/export-spans.ts";
import { createExtractCaller } from "./propagation/extract-caller.ts";
import { createPropagator } from "./propagation/propagator.ts";
import { createResource } from "./resource/resource.ts";
import { runningTracing, setRunningTracing } from "./running-tracing.ts";
import { createSampler } from "./sampling/sampler.ts";
import { checkApi, warnOfRegistration } from "./self-check/check-api.ts";
import { unobservedRequests } from "./self-check/unobserved-requests.ts";
import { createPipelineServerSpans } from "./server/pipeline-server-spans.ts";
import { createProviderServerSpans } from "./server/provider-server-spans.ts";
import type { ServerSpans } from "./server/server-span.ts";
import { settleWithin } from "./settle-within.ts";
import { createClock } from "./span/clock.ts";
import { Pipeline } from "./span/pipeline.ts";
import { createStartSpan } from "./span/start-span.ts";
import { createTraceIds } from "./span/trace-ids.ts";
import { createTracerProvider } from "./span/tracer-provider.ts";
import type { TracingOptions } from "./tracing-options.ts";
import { resolveSettings, type TracingSettings } from "./tracing-settings.ts";

export interface Tracing {
  /** Spans of requests that a server answers. */
  readonly spans: ServerSpans;
  /** Makes any other span, as `trace.getTracer` of the API does. */
  readonly tracer: Tracer;
  /** Where the spans are that were to be sent since the start. */
  account(): SpanAccount;
  /** Sends what is there. Ends when it was sent or dropped, or after `timeoutSeconds`, 2 by default. Does not reject. */
  flush(options?: { readonly timeoutSeconds?: number }): Promise<void>;
  /** The same, and then drops what is left and takes nothing more. Does not reject. */
  shutdown(options?: { readonly timeoutSeconds?: number }): Promise<void>;
}

const FLUSH_SECONDS = 2;

/**
 * Starts tracing for this process: from here on every span made through `@opentelemetry/api`, by this package or by any other, is sampled, batched
 * and sent over OTLP. Options go before OpenTelemetry's environment variables. With `OTEL_SDK_DISABLED=true` it does nothing.
 *
 * @returns the tracing that is running if it was started before, with a warning
 * @throws DefinitionError for a wrong option
 */
export function startTracing(options: TracingOptions = {}): Tracing {
  const { disabled = false, problems, ...environment } = readEnvironment();
  const settings = resolveSettings(options, environment);
  for (const problem of problems) {
    settings.warn(problem, "environment_invalid");
  }
  const running = runningTracing();
  if (running !== undefined) {
    settings.warn("Tracing was started before in this process; that goes on, and these options are not used.", "already_started");
    return running;
  }
  return disabled ? disabledTracing(settings) : createTracing(settings);
}

function createTracing(settings: TracingSettings): Tracing {
  const { sampling, processors, propagators, service, trustCallers, warn } = settings;
  const contexts = new AsyncContextManager();
  const resource = createResource(settings.resource);
  const queue = settings.exporter === "none" ? undefined : exportSpans({ settings, contexts, resource });
  const pipeline = new Pipeline({
    clock: createClock(),
    limits: settings.limits,
    resource,
    keep: sampling.keep,
    processors,
    sink: queue,
    report: (error) => warn(`A span processor failed: ${error}`, "processor_failed"),
  });
  const start = createStartSpan(pipeline, { sampler: createSampler(sampling), ids: createTraceIds() });
  const provider = createTracerProvider(start);
  const registered = [
    trace.setGlobalTracerProvider(provider),
    context.setGlobalContextManager(contexts),
    propagation.setGlobalPropagator(createPropagator(propagators)),
  ];
  if (registered.includes(false)) {
    warnOfRegistration(warn);
  }
  const late = unobservedRequests();
  if (late > 0) {
    warn(
      `Tracing was started too late: ${late} requests have no span. Start it first, or with node --import @platform/tracing/register.`,
      "started_late",
    );
  }
  const parts = [checkApi({ warn }), ...(settings.clients ? [traceHttpClients(), traceRedisClients()] : [])];
  let ending: Promise<void> | undefined;
  const end = async (timeoutSeconds: number) => {
    for (const part of parts) {
      part.stop();
    }
    await Promise.all([
      queue?.shutdown(timeoutSeconds),
      settleWithin(
        timeoutSeconds,
        processors.map((each) => () => each.shutdown()),
      ),
    ]);
    setRunningTracing(undefined);
    trace.disable();
    context.disable();
    propagation.disable();
  };
  const tracing: Tracing = {
    spans: createPipelineServerSpans({
      start,
      contexts,
      extract: createExtractCaller(propagators),
      trustCallers,
      keepSynthetic: sampling.keep.synthetic,
    }),
    tracer: provider.getTracer(service),
    account: () => queue?.account() ?? emptyAccount(),
    async flush({ timeoutSeconds = FLUSH_SECONDS } = {}) {
      await Promise.all([
        queue?.flush(timeoutSeconds),
        settleWithin(
          timeoutSeconds,
          processors.map((each) => () => each.forceFlush()),
        ),
      ]);
    },
    shutdown({ timeoutSeconds = FLUSH_SECONDS } = {}) {
      ending ??= end(timeoutSeconds);
      return ending;
    },
  };
  setRunningTracing(tracing);
  return tracing;
}

/** Nothing is registered: the API is left to whoever registers there. */
function disabledTracing({ service }: TracingSettings): Tracing {
  const nothing = async () => {};
  return { spans: createProviderServerSpans(), tracer: trace.getTracer(service), account: emptyAccount, flush: nothing, shutdown: nothing };
}
