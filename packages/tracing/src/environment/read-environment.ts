import type { Attributes } from "@opentelemetry/api";
import { PROPAGATORS, type PropagatorName } from "../propagation/extract-caller.ts";
import type { TracingOptions } from "../tracing-options.ts";

/** Variables by name, as `process.env` has them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** What the environment says; each field only where it says something that can be understood. */
export interface EnvironmentSettings extends TracingOptions {
  readonly disabled?: boolean;
  /** Variables that were left out because their value is wrong, with the rule. */
  readonly problems: readonly string[];
}

/**
 * The only place where this package reads the environment.
 *
 * @see https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/
 */
export function readEnvironment(environment: Environment = process.env): EnvironmentSettings {
  const problems: string[] = [];
  const text = (name: string): string | undefined => environment[name]?.trim() || undefined;
  const number = (name: string, factor = 1): number | undefined => {
    const value = text(name);
    if (value === undefined || (Number.isFinite(Number(value)) && Number(value) >= 0)) {
      return value === undefined ? undefined : Number(value) * factor;
    }
    problems.push(`${name}="${value}" is not a number from 0 on.`);
    return undefined;
  };
  const oneOf = <T extends string>(name: string, allowed: Readonly<Record<string, T>>): T | undefined => {
    const value = text(name);
    const found = value === undefined || !Object.hasOwn(allowed, value) ? undefined : allowed[value];
    if (value !== undefined && found === undefined) {
      problems.push(`${name}="${value}" is none of ${Object.keys(allowed).join(", ")}.`);
    }
    return found;
  };
  const pairs = (name: string): Record<string, string> | undefined => {
    const value = text(name);
    return value === undefined ? undefined : readPairs(name, value, problems);
  };
  const signal = (name: string): string =>
    (text(`OTEL_EXPORTER_OTLP_TRACES_${name}`) === undefined ? "OTEL_EXPORTER_OTLP_" : "OTEL_EXPORTER_OTLP_TRACES_") + name;

  const base = text("OTEL_EXPORTER_OTLP_ENDPOINT");
  const attributes: Attributes = pairs("OTEL_RESOURCE_ATTRIBUTES") ?? {};
  const { "service.name": named, ...resource } = attributes;
  return defined({
    disabled: text("OTEL_SDK_DISABLED")?.toLowerCase() === "true" || undefined,
    service: text("OTEL_SERVICE_NAME") ?? (typeof named === "string" ? named : undefined),
    resource,
    endpoint: text("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT") ?? (base === undefined ? undefined : `${base.endsWith("/") ? base : `${base}/`}v1/traces`),
    headers: pairs(signal("HEADERS")),
    protocol: oneOf(signal("PROTOCOL"), { "http/protobuf": "protobuf", "http/json": "json" }),
    compression: oneOf(signal("COMPRESSION"), { gzip: "gzip", none: "none" }),
    timeoutSeconds: number(signal("TIMEOUT"), 1 / 1000),
    exporter: oneOf("OTEL_TRACES_EXPORTER", { otlp: "otlp", none: "none" }),
    propagators: readPropagators(text("OTEL_PROPAGATORS"), problems),
    sampling: readSampler(text("OTEL_TRACES_SAMPLER"), text("OTEL_TRACES_SAMPLER_ARG"), problems),
    queue: defined({
      spans: number("OTEL_BSP_MAX_QUEUE_SIZE"),
      batchSpans: number("OTEL_BSP_MAX_EXPORT_BATCH_SIZE"),
      delaySeconds: number("OTEL_BSP_SCHEDULE_DELAY", 1 / 1000),
    }),
    limits: defined({
      attributes: number("OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT") ?? number("OTEL_ATTRIBUTE_COUNT_LIMIT"),
      valueLength: number("OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT") ?? number("OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT"),
      events: number("OTEL_SPAN_EVENT_COUNT_LIMIT"),
      links: number("OTEL_SPAN_LINK_COUNT_LIMIT"),
      attributesPerEvent: number("OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT"),
      attributesPerLink: number("OTEL_LINK_ATTRIBUTE_COUNT_LIMIT"),
    }),
    problems,
  });
}

/** `key=value,key=value`, percent encoded. */
function readPairs(name: string, list: string, problems: string[]): Record<string, string> {
  const pairs: [string, string][] = [];
  for (const part of list.split(",")) {
    const equals = part.indexOf("=");
    const key = part.slice(0, Math.max(equals, 0)).trim();
    if (key === "") {
      if (part.trim() !== "") {
        problems.push(`${name} has a part that is not key=value.`);
      }
      continue;
    }
    try {
      pairs.push([decodeURIComponent(key), decodeURIComponent(part.slice(equals + 1).trim())]);
    } catch {
      problems.push(`${name} has a value for "${key}" that is not percent encoded.`);
    }
  }
  return Object.fromEntries(pairs);
}

function readPropagators(list: string | undefined, problems: string[]): PropagatorName[] | undefined {
  if (list === undefined) {
    return undefined;
  }
  const names = list.split(",").map((name) => name.trim());
  const known = PROPAGATORS.filter((name) => names.includes(name));
  const unknown = names.filter((name) => name !== "none" && !(PROPAGATORS as readonly string[]).includes(name));
  if (unknown.length > 0) {
    problems.push(`OTEL_PROPAGATORS has "${unknown.join(", ")}"; known are ${PROPAGATORS.join(", ")} and none.`);
  }
  return known;
}

function readSampler(name: string | undefined, argument: string | undefined, problems: string[]): TracingOptions["sampling"] {
  if (name === undefined) {
    return undefined;
  }
  const parentBased = name.startsWith("parentbased_");
  const kind = parentBased ? name.slice("parentbased_".length) : name;
  const ratio = kind === "always_on" ? 1 : kind === "always_off" ? 0 : kind === "traceidratio" ? Number(argument ?? 1) : undefined;
  if (ratio === undefined || !(ratio >= 0 && ratio <= 1)) {
    const told = ratio === undefined ? `OTEL_TRACES_SAMPLER="${name}" is no sampler` : `OTEL_TRACES_SAMPLER_ARG="${argument}" is not from 0 to 1`;
    problems.push(`${told}; known are always_on, always_off, traceidratio and parentbased_ in front of them.`);
    return undefined;
  }
  return { ratio, parentBased };
}

type Defined<T> = { [K in keyof T]: Exclude<T[K], undefined> };

/** Without the fields that are undefined. */
function defined<T extends object>(settings: T): Partial<Defined<T>> & { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } {
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined)) as never;
}
