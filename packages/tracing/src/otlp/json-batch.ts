import type { Attributes, AttributeValue } from "@opentelemetry/api";
import type { Resource } from "../resource/resource.ts";
import { hrTimeOf } from "../span/clock.ts";
import type { RecordedSpan } from "../span/recorded-span.ts";
import type { Scope } from "../span/scope.ts";
import type { BatchFormat } from "./batch-format.ts";
import { linkFlags } from "./write-span.ts";

/** The same request in the JSON of OTLP: ids in hex, 64-bit numbers as texts. @see https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding */
export function createJsonBatch(resource: Resource): BatchFormat {
  const scopes = new Map<Scope, string[]>();
  const resourceText = JSON.stringify({ attributes: attributesOf(resource.attributes) });
  let size = 0;
  return {
    contentType: "application/json",
    get size() {
      return size;
    },
    add(span) {
      const text = JSON.stringify(spanOf(span), wellFormed);
      const { instrumentationScope: scope } = span;
      const spans = scopes.get(scope) ?? [];
      scopes.set(scope, spans);
      spans.push(text);
      size += text.length;
    },
    take() {
      const scopeSpans = [...scopes].map(([{ name, version, schemaUrl }, spans]) => {
        const url = schemaUrl === undefined ? "" : `,"schemaUrl":${JSON.stringify(schemaUrl)}`;
        return `{"scope":${JSON.stringify({ name, version })},"spans":[${spans.join(",")}]${url}}`;
      });
      scopes.clear();
      size = 0;
      return Buffer.from(`{"resourceSpans":[{"resource":${resourceText},"scopeSpans":[${scopeSpans.join(",")}]}]}`);
    },
  };
}

function spanOf(span: RecordedSpan): object {
  const { parentSpanContext: parent, status, anchor } = span;
  const { traceId, spanId, traceState, traceFlags } = span.spanContext();
  return {
    traceId,
    spanId,
    traceState: traceState?.serialize(),
    parentSpanId: parent?.spanId,
    name: span.name,
    kind: span.kind + 1,
    startTimeUnixNano: timeOf(anchor, span.startMilliseconds),
    endTimeUnixNano: timeOf(anchor, span.endMilliseconds),
    attributes: attributesOf(span.attributes),
    droppedAttributesCount: span.droppedAttributesCount,
    events: span.recordedEvents.map(({ milliseconds, name, attributes, droppedAttributesCount }) => ({
      timeUnixNano: timeOf(anchor, milliseconds),
      name,
      attributes: attributesOf(attributes),
      droppedAttributesCount,
    })),
    droppedEventsCount: span.droppedEventsCount,
    links: span.links.map(({ context, attributes = {}, droppedAttributesCount = 0 }) => ({
      traceId: context.traceId,
      spanId: context.spanId,
      traceState: context.traceState?.serialize(),
      attributes: attributesOf(attributes),
      droppedAttributesCount,
      flags: linkFlags(context),
    })),
    droppedLinksCount: span.droppedLinksCount,
    status,
    flags: linkFlags({ traceId, spanId, traceFlags, isRemote: parent?.isRemote === true }),
  };
}

/** A lone surrogate, which UTF-8 has no bytes for, becomes a replacement character, as in protobuf. */
function wellFormed(_key: string, value: unknown): unknown {
  return typeof value === "string" ? value.toWellFormed() : value;
}

function timeOf(anchor: number, milliseconds: number): string {
  const [seconds, nanoseconds] = hrTimeOf(anchor, milliseconds);
  return `${seconds}${String(nanoseconds).padStart(9, "0")}`;
}

function attributesOf(attributes: Attributes): object[] {
  return Object.entries(attributes).flatMap(([key, value]) => (value === undefined ? [] : [{ key, value: anyValueOf(value) }]));
}

/** What JSON has no number for is a text in protobuf's own JSON: `NaN`, `Infinity`. */
function anyValueOf(value: AttributeValue | null | undefined): object {
  if (typeof value === "string") {
    return { stringValue: value };
  }
  if (typeof value === "boolean") {
    return { boolValue: value };
  }
  if (typeof value === "number") {
    if (Number.isSafeInteger(value) && !Object.is(value, -0)) {
      return { intValue: String(value) };
    }
    return { doubleValue: Number.isFinite(value) ? value : String(value) };
  }
  return value === null || value === undefined ? {} : { arrayValue: { values: value.map(anyValueOf) } };
}
