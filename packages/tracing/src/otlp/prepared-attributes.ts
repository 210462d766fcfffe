import type { Attributes } from "@opentelemetry/api";
import { ByteWriter } from "./byte-writer.ts";
import { writeAttributes } from "./write-attributes.ts";

/** Field `attributes` of `Span`. */
export const SPAN_ATTRIBUTE = 0x4a;

/** Attributes that many spans share, encoded once. */
export interface PreparedAttributes {
  readonly attributes: Attributes;
  /** The field of each, one behind the other. */
  readonly bytes: Uint8Array;
}

export function prepareAttributes(attributes: Attributes): PreparedAttributes {
  const writer = new ByteWriter(256);
  writeAttributes(writer, SPAN_ATTRIBUTE, attributes);
  return { attributes, bytes: writer.take() };
}
