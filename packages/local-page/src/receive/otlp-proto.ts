import type { Attributes, ReceivedSpan } from "../store/span.ts";
import { readFields } from "./proto-reader.ts";
import { cut, finishSpan, MAX_ENTRIES, MOST_DEEP, type SpanDraft } from "./span-draft.ts";

/** The two ids, which every span has. */
const LEAST_SPAN_BYTES = 28;

const text = new TextDecoder();

/**
 * Spans of an `ExportTraceServiceRequest`.
 *
 * @throws RangeError where the bytes are no message
 * @see https://github.com/open-telemetry/opentelemetry-proto/blob/main/opentelemetry/proto/trace/v1/trace.proto
 */
export function readProtoSpans(bytes: Uint8Array): readonly ReceivedSpan[] {
  const spans: ReceivedSpan[] = [];
  for (const request of readFields(bytes)) {
    if (request.number === 1 && request.type === 2) {
      readResourceSpans(request.bytes, spans);
    }
  }
  return spans;
}

function readResourceSpans(bytes: Uint8Array, spans: ReceivedSpan[]): void {
  let resource: Attributes = {};
  const scopes: Uint8Array[] = [];
  for (const { number, type, bytes: inside } of readFields(bytes)) {
    if (number === 1 && type === 2) {
      resource = readAttributes(inside, 1);
    } else if (number === 2 && type === 2) {
      scopes.push(inside);
    }
  }
  for (const scope of scopes) {
    for (const { number, type, bytes: inside } of readFields(scope)) {
      const isSpan = number === 2 && type === 2 && inside.length >= LEAST_SPAN_BYTES;
      const span = isSpan ? finishSpan(readSpan(inside), resource) : undefined;
      if (span !== undefined) {
        spans.push(span);
      }
    }
  }
}

function readSpan(bytes: Uint8Array): SpanDraft {
  let [traceId, spanId, parentId, name, message] = ["", "", "", "", ""];
  let [kind, status] = [0, 0];
  let [startNanos, endNanos] = [0n, 0n];
  const attributes: Drafted = new Map();
  const events: SpanDraft["events"][number][] = [];
  for (const { number, value, bytes: inside } of readFields(bytes)) {
    switch (number) {
      case 1:
        traceId = hex(inside);
        break;
      case 2:
        spanId = hex(inside);
        break;
      case 4:
        parentId = hex(inside);
        break;
      case 5:
        name = text.decode(inside);
        break;
      case 6:
        kind = Number(value);
        break;
      case 7:
        startNanos = value;
        break;
      case 8:
        endNanos = value;
        break;
      case 9:
        addAttribute(inside, attributes);
        break;
      case 11:
        events.length < MAX_ENTRIES && events.push(readEvent(inside));
        break;
      case 15:
        for (const part of readFields(inside)) {
          message = part.number === 2 ? text.decode(part.bytes) : message;
          status = part.number === 3 ? Number(part.value) : status;
        }
        break;
      default:
    }
  }
  return { traceId, spanId, parentId, name, kind, startNanos, endNanos, attributes: Object.fromEntries(attributes), events, status, message };
}

function readEvent(bytes: Uint8Array): SpanDraft["events"][number] {
  let name = "";
  let nanos = 0n;
  for (const field of readFields(bytes)) {
    nanos = field.number === 1 ? field.value : nanos;
    name = field.number === 2 ? text.decode(field.bytes) : name;
  }
  return { name, nanos, attributes: readAttributes(bytes, 3) };
}

/** The attributes that a message holds in the field of a number. */
function readAttributes(bytes: Uint8Array, field: number): Attributes {
  const attributes: Drafted = new Map();
  for (const { number, type, bytes: inside } of readFields(bytes)) {
    if (number === field && type === 2) {
      addAttribute(inside, attributes);
    }
  }
  return Object.fromEntries(attributes);
}

type Drafted = Map<string, string | number | boolean>;

function addAttribute(bytes: Uint8Array, attributes: Drafted): void {
  let key = "";
  let value: string | number | boolean = "";
  for (const { number, bytes: inside } of readFields(bytes)) {
    key = number === 1 ? text.decode(inside) : key;
    value = number === 2 ? readValue(inside, 0) : value;
  }
  if (attributes.size < MAX_ENTRIES) {
    attributes.set(cut(key, 256), value);
  }
}

function readList(bytes: Uint8Array, depth: number): readonly (string | number | boolean)[] {
  const values: (string | number | boolean)[] = [];
  for (const item of readFields(bytes)) {
    if (values.length === MAX_ENTRIES) {
      break;
    }
    values.push(readValue(item.bytes, depth));
  }
  return values;
}

/** https://github.com/open-telemetry/opentelemetry-proto/blob/main/opentelemetry/proto/common/v1/common.proto */
function readValue(bytes: Uint8Array, depth: number): string | number | boolean {
  for (const { number, value, bytes: inside } of readFields(bytes)) {
    switch (number) {
      case 1:
        return cut(text.decode(inside));
      case 2:
        return value !== 0n;
      case 3:
        return Number(BigInt.asIntN(64, value));
      case 4:
        return doubleOf(value);
      case 5:
        return depth < MOST_DEEP ? cut(JSON.stringify(readList(inside, depth + 1))) : "…";
      case 7:
        return `${inside.length} bytes`;
      default:
        return "…";
    }
  }
  return "";
}

const eight = new DataView(new ArrayBuffer(8));

function doubleOf(bits: bigint): number {
  eight.setBigUint64(0, bits);
  return eight.getFloat64(0);
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("hex");
}
