import { type SpanContext, SpanStatusCode } from "@opentelemetry/api";
import type { AttributeList } from "../span/attribute-list.ts";
import type { RecordedSpan } from "../span/recorded-span.ts";
import type { ByteWriter } from "./byte-writer.ts";
import { SPAN_ATTRIBUTE } from "./prepared-attributes.ts";
import { writeAttribute, writeAttributes } from "./write-attributes.ts";
import type { WriteRequest } from "./write-request.ts";

/** Bits of `Span.flags` and `Link.flags` that say whether the parent came from another process: opentelemetry/proto/trace/v1/trace.proto */
const HAS_IS_REMOTE = 0x100;
const IS_REMOTE = 0x200;

/** Writes the fields of a `Span`. */
export function writeSpan(writer: ByteWriter, span: RecordedSpan, writeRequest: WriteRequest): void {
  const { traceId, spanId, traceState, traceFlags } = span.spanContext();
  const { parentSpanContext: parent, anchor } = span;
  writer.byte(0x0a);
  writer.hex(traceId);
  writer.byte(0x12);
  writer.hex(spanId);
  if (traceState !== undefined) {
    writer.byte(0x1a);
    writer.text(traceState.serialize());
  }
  if (parent !== undefined) {
    writer.byte(0x22);
    writer.hex(parent.spanId);
  }
  writer.byte(0x2a);
  writer.text(span.name);
  writer.byte(0x30);
  writer.byte(span.kind + 1);
  writer.byte(0x39);
  writeTime(writer, anchor, span.startMilliseconds);
  writer.byte(0x41);
  writeTime(writer, anchor, span.endMilliseconds);
  if (span.prepared !== undefined) {
    writer.raw(span.prepared.bytes);
  }
  if (span.described !== undefined) {
    writeRequest(writer, span.described, span.valueLength);
  } else if (span.hasOwnAttributes) {
    writeList(writer, span.list);
  }
  writeEvents(writer, span);
  writeLinks(writer, span);
  writeStatus(writer, span);
  writer.byte(0x85);
  writer.byte(0x01);
  writer.fixed32((traceFlags & 0xff) | HAS_IS_REMOTE | (parent?.isRemote === true ? IS_REMOTE : 0));
}

function writeList(writer: ByteWriter, { keys, values, dropped }: AttributeList): void {
  for (let at = 0; at < keys.length; at++) {
    const value = values[at];
    if (value !== undefined) {
      writeAttribute(writer, SPAN_ATTRIBUTE, keys[at] ?? "", value);
    }
  }
  writeCount(writer, 0x50, dropped);
}

function writeEvents(writer: ByteWriter, { anchor, recordedEvents, droppedEventsCount }: RecordedSpan): void {
  for (const { milliseconds, name, attributes, droppedAttributesCount } of recordedEvents) {
    writer.byte(0x5a);
    const event = writer.open();
    writer.byte(0x09);
    writeTime(writer, anchor, milliseconds);
    writer.byte(0x12);
    writer.text(name);
    writeAttributes(writer, 0x1a, attributes);
    writeCount(writer, 0x20, droppedAttributesCount);
    writer.close(event);
  }
  writeCount(writer, 0x60, droppedEventsCount);
}

function writeLinks(writer: ByteWriter, { links, droppedLinksCount }: RecordedSpan): void {
  for (const { context, attributes = {}, droppedAttributesCount = 0 } of links) {
    writer.byte(0x6a);
    const link = writer.open();
    writer.byte(0x0a);
    writer.hex(context.traceId);
    writer.byte(0x12);
    writer.hex(context.spanId);
    if (context.traceState !== undefined) {
      writer.byte(0x1a);
      writer.text(context.traceState.serialize());
    }
    writeAttributes(writer, 0x22, attributes);
    writeCount(writer, 0x28, droppedAttributesCount);
    writer.byte(0x35);
    writer.fixed32(linkFlags(context));
    writer.close(link);
  }
  writeCount(writer, 0x70, droppedLinksCount);
}

export function linkFlags({ traceFlags, isRemote }: SpanContext): number {
  return (traceFlags & 0xff) | HAS_IS_REMOTE | (isRemote === true ? IS_REMOTE : 0);
}

function writeStatus(writer: ByteWriter, { status }: RecordedSpan): void {
  if (status.code === SpanStatusCode.UNSET) {
    return;
  }
  writer.byte(0x7a);
  const start = writer.open();
  if (status.message !== undefined && status.message !== "") {
    writer.byte(0x12);
    writer.text(status.message);
  }
  writer.byte(0x18);
  writer.byte(status.code);
  writer.close(start);
}

function writeCount(writer: ByteWriter, tag: number, count: number): void {
  if (count > 0) {
    writer.byte(tag);
    writer.varint(count);
  }
}

/** Nanoseconds since 1970 as a fixed64, in arithmetic that stays below 2^53. */
function writeTime(writer: ByteWriter, anchor: number, time: number): void {
  const whole = Math.floor(time);
  const milliseconds = Math.max(anchor + whole, 0);
  const seconds = Math.floor(milliseconds / 1000);
  const nanoseconds = (milliseconds - seconds * 1000) * 1e6 + Math.round((time - whole) * 1e6);
  // 10^9 = 1953125 × 2^9: the product of seconds and the odd part is exact, and is then split at 23 + 9 = 32 bits.
  const product = seconds * 1_953_125;
  const high = Math.floor(product / 0x80_0000);
  const low = (product - high * 0x80_0000) * 512 + nanoseconds;
  writer.fixed32(low % 0x1_0000_0000);
  writer.fixed32(high + Math.floor(low / 0x1_0000_0000));
}
