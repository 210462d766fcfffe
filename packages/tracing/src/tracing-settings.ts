import type { Attributes } from "@opentelemetry/api";
import { DefinitionError } from "@platform/metrics/define";
import type { QueueOptions } from "./export/span-queue.ts";
import { PROPAGATORS } from "./propagation/extract-caller.ts";
import { detectResource } from "./resource/detect-resource.ts";
import type { KeepRules } from "./sampling/sampler.ts";
import type { SpanLimits } from "./span/attribute-list.ts";
import type { TracingOptions } from "./tracing-options.ts";

/** Options with nothing left open. */
export interface TracingSettings extends Required<Omit<TracingOptions, "sampling" | "resource" | "endpoint" | "queue" | "limits">> {
  readonly resource: Attributes;
  readonly endpoint: URL;
  readonly sampling: { readonly ratio: number; readonly parentBased: boolean; readonly keep: KeepRules & { readonly synthetic: boolean } };
  readonly queue: QueueOptions;
  readonly limits: SpanLimits;
}

/** Of the specification, but for the queue, which holds a burst, and its batches, since each costs a request, a millisecond whatever its size: https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/ */
const QUEUE: QueueOptions = { spans: 32_768, bytes: 32_000_000, batchSpans: 4096, delaySeconds: 5, retrySeconds: 60, requests: 4 };
const LIMITS: SpanLimits = { attributes: 128, events: 128, links: 128, attributesPerEvent: 128, attributesPerLink: 128, valueLength: 16_384 };

/** @throws DefinitionError for a wrong option */
export function resolveSettings(options: TracingOptions, environment: TracingOptions): TracingSettings {
  const given: TracingOptions = { ...environment, ...withoutUndefined(options) };
  const { ratio = 1, parentBased = true, keep = {} } = { ...environment.sampling, ...options.sampling };
  const service = given.service;
  const settings: TracingSettings = {
    service: service ?? "unknown_service:node",
    resource: withoutUndefined({
      ...detectResource(),
      ...environment.resource,
      ...options.resource,
      ...(service !== undefined && { "service.name": service }),
    }),
    endpoint: readEndpoint(given.endpoint ?? "http://localhost:4318/v1/traces"),
    headers: given.headers ?? {},
    protocol: given.protocol ?? "protobuf",
    compression: given.compression ?? "none",
    timeoutSeconds: given.timeoutSeconds ?? 10,
    exporter: given.exporter ?? "otlp",
    processors: given.processors ?? [],
    sampling: { ratio, parentBased, keep: { errors: true, synthetic: true, ...keep } },
    trustCallers: given.trustCallers ?? true,
    clients: given.clients ?? true,
    propagators: given.propagators ?? ["tracecontext", "baggage"],
    queue: resolveQueue({ ...environment.queue, ...options.queue }),
    limits: { ...LIMITS, ...environment.limits, ...options.limits },
    warn: given.warn ?? ((message, code) => process.emitWarning(message, { type: "TracingWarning", code })),
  };
  checkSettings(settings);
  return settings;
}

/** A batch is full before the queue is. */
function resolveQueue(given: Partial<QueueOptions>): QueueOptions {
  const queue = { ...QUEUE, ...given };
  return given.batchSpans === undefined ? { ...queue, batchSpans: Math.min(queue.batchSpans, Math.ceil(queue.spans / 4)) } : queue;
}

function checkSettings({ service, sampling, propagators, queue, limits, timeoutSeconds }: TracingSettings): void {
  if (typeof service !== "string" || service.trim() === "") {
    throw new DefinitionError("service_invalid", `Service "${service}" must be a name that is not empty.`);
  }
  if (!(sampling.ratio >= 0 && sampling.ratio <= 1)) {
    throw new DefinitionError("ratio_invalid", `Sampling ratio ${sampling.ratio} must be from 0 to 1.`);
  }
  const slow = sampling.keep.slowSeconds;
  if (slow !== undefined && !(slow >= 0)) {
    throw new DefinitionError("slow_invalid", `slowSeconds ${slow} must be a number of seconds from 0 on.`);
  }
  for (const name of propagators) {
    if (!PROPAGATORS.includes(name)) {
      throw new DefinitionError("propagator_unknown", `Propagator "${name}" is none of ${PROPAGATORS.join(", ")}.`);
    }
  }
  for (const [name, value] of Object.entries({ ...queue, timeoutSeconds })) {
    if (!(value > 0)) {
      throw new DefinitionError("limit_invalid", `${name} ${value} must be above 0.`);
    }
  }
  for (const [name, value] of Object.entries(limits)) {
    if (!(value >= 0)) {
      throw new DefinitionError("limit_invalid", `${name} ${value} must be a number from 0 on.`);
    }
  }
}

function readEndpoint(endpoint: string): URL {
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  if (url === undefined || (url.protocol !== "http:" && url.protocol !== "https:")) {
    throw new DefinitionError("endpoint_invalid", `Endpoint "${endpoint}" must be an address that begins with http:// or https://.`);
  }
  return url;
}

function withoutUndefined<T extends object>(values: T): T {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as T;
}
