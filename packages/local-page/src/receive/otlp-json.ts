import type { Attributes, ReceivedSpan } from "../store/span.ts";
import { cut, finishSpan, MAX_ENTRIES, MOST_DEEP } from "./span-draft.ts";

interface JsonAttribute {
  readonly key?: unknown;
  readonly value?: JsonValue;
}
type JsonValue = Readonly<
  Partial<Record<"stringValue" | "boolValue" | "intValue" | "doubleValue" | "arrayValue" | "kvlistValue" | "bytesValue", unknown>>
>;
type JsonObject = Readonly<Record<string, unknown>>;

/**
 * Spans of an `ExportTraceServiceRequest` as JSON. What has another type than it should counts as missing.
 *
 * @see https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding
 */
export function readJsonSpans(request: unknown): readonly ReceivedSpan[] {
  return listOf(request, "resourceSpans").flatMap((group) => {
    const resource = attributesOf(objectOf(group, "resource"));
    return listOf(group, "scopeSpans").flatMap((scope) =>
      listOf(scope, "spans").flatMap((span) => {
        const finished = readSpan(span, resource);
        return finished === undefined ? [] : [finished];
      }),
    );
  });
}

function readSpan(span: JsonObject, resource: Attributes): ReceivedSpan | undefined {
  const status = objectOf(span, "status");
  return finishSpan(
    {
      traceId: textOf(span.traceId).toLowerCase(),
      spanId: textOf(span.spanId).toLowerCase(),
      parentId: textOf(span.parentSpanId).toLowerCase(),
      name: textOf(span.name),
      kind: numberOf(span.kind, ["UNSPECIFIED", "INTERNAL", "SERVER", "CLIENT", "PRODUCER", "CONSUMER"]),
      startNanos: nanosOf(span.startTimeUnixNano),
      endNanos: nanosOf(span.endTimeUnixNano),
      attributes: attributesOf(span),
      events: listOf(span, "events")
        .slice(0, MAX_ENTRIES)
        .map((event) => ({
          name: textOf(event.name),
          nanos: nanosOf(event.timeUnixNano),
          attributes: attributesOf(event),
        })),
      status: numberOf(status.code, ["UNSET", "OK", "ERROR"]),
      message: textOf(status.message),
    },
    resource,
  );
}

function listOf(value: unknown, name: string): readonly JsonObject[] {
  const list = typeof value === "object" && value !== null ? (value as JsonObject)[name] : undefined;
  return Array.isArray(list) ? list.filter((item): item is JsonObject => typeof item === "object" && item !== null) : [];
}

function objectOf(value: JsonObject, name: string): JsonObject {
  const found = value[name];
  return typeof found === "object" && found !== null ? (found as JsonObject) : {};
}

function attributesOf(value: JsonObject): Attributes {
  const list = listOf(value, "attributes") as readonly JsonAttribute[];
  return Object.fromEntries(list.slice(0, MAX_ENTRIES).map(({ key, value: inside }) => [cut(textOf(key), 256), plainValue(inside ?? {})]));
}

function plainValue(value: JsonValue): string | number | boolean {
  const { stringValue, boolValue, intValue, doubleValue } = value;
  if (typeof stringValue === "string") {
    return cut(stringValue);
  }
  if (typeof boolValue === "boolean") {
    return boolValue;
  }
  const number = intValue ?? doubleValue;
  return number === undefined
    ? cut(JSON.stringify(shallow(value.arrayValue ?? value.kvlistValue ?? value.bytesValue ?? "", 2 * MOST_DEEP)))
    : numberIn(number);
}

/** JSON has no word for what is not finite, so that its name is kept; what is no number is kept as it is written. */
function numberIn(value: unknown): string | number {
  const number = typeof value === "string" || typeof value === "number" ? Number(value) : Number.NaN;
  return Number.isFinite(number) ? number : cut(JSON.stringify(shallow(value, MOST_DEEP)).replace(/^"(.*)"$/, "$1"));
}

/** The value without what lies deeper in it: a list of OTLP is two levels of JSON, `values` and the value itself. */
function shallow(value: unknown, levels: number): unknown {
  if (typeof value !== "object" || value === null) {
    return value;
  }
  if (levels === 0) {
    return "…";
  }
  return Array.isArray(value)
    ? value.slice(0, MAX_ENTRIES).map((item: unknown) => shallow(item, levels - 1))
    : Object.fromEntries(
        Object.entries(value)
          .slice(0, MAX_ENTRIES)
          .map(([key, item]) => [key, shallow(item, levels - 1)]),
      );
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

/** A number, or the name that stands for it: `SPAN_KIND_SERVER`. */
function numberOf(value: unknown, names: readonly string[]): number {
  return typeof value === "string"
    ? Math.max(
        0,
        names.findIndex((name) => value.endsWith(name)),
      )
    : Number(value ?? 0) || 0;
}

/** Numbers of 64 bits are texts in JSON. */
function nanosOf(value: unknown): bigint {
  return /^\d{1,20}$/.test(String(value)) ? BigInt(String(value)) : 0n;
}
