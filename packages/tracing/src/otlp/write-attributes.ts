import type { AttributeValue } from "@opentelemetry/api";
import type { ByteWriter } from "./byte-writer.ts";

/** Fields of `KeyValue`, `AnyValue` and `ArrayValue`: opentelemetry/proto/common/v1/common.proto */
const KEY = 0x0a;
const VALUE = 0x12;
const STRING = 0x0a;
const BOOL = 0x10;
const INT = 0x18;
const DOUBLE = 0x21;
const ARRAY = 0x2a;
const ELEMENT = 0x0a;

/** @param tag - that of the list of attributes in the message around it */
export function writeAttribute(writer: ByteWriter, tag: number, key: string, value: AttributeValue): void {
  writer.byte(tag);
  const attribute = writer.open();
  writer.byte(KEY);
  writer.text(key);
  writer.byte(VALUE);
  const any = writer.open();
  writeValue(writer, value);
  writer.close(any);
  writer.close(attribute);
}

export function writeAttributes(writer: ByteWriter, tag: number, attributes: Readonly<Record<string, AttributeValue | undefined>>): void {
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== undefined) {
      writeAttribute(writer, tag, key, value);
    }
  }
}

/** An empty element of an array stays one: it has no value. */
function writeValue(writer: ByteWriter, value: AttributeValue | null | undefined): void {
  switch (typeof value) {
    case "string":
      writer.byte(STRING);
      writer.text(value);
      return;
    case "boolean":
      writer.byte(BOOL);
      writer.byte(value ? 1 : 0);
      return;
    case "number":
      writeNumber(writer, value);
      return;
    case "object":
      if (value !== null) {
        writer.byte(ARRAY);
        const array = writer.open();
        for (const element of value) {
          writer.byte(ELEMENT);
          const any = writer.open();
          writeValue(writer, element);
          writer.close(any);
        }
        writer.close(array);
      }
  }
}

/** Whole numbers are integers, as in every SDK for JavaScript; negative zero is none. */
function writeNumber(writer: ByteWriter, value: number): void {
  if (Number.isSafeInteger(value) && !Object.is(value, -0)) {
    writer.byte(INT);
    writer.int64(value);
  } else {
    writer.byte(DOUBLE);
    writer.double(value);
  }
}
