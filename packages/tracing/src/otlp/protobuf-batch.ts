import type { Resource } from "../resource/resource.ts";
import type { RecordedSpan } from "../span/recorded-span.ts";
import type { Scope } from "../span/scope.ts";
import type { BatchFormat } from "./batch-format.ts";
import { ByteWriter } from "./byte-writer.ts";
import { writeAttributes } from "./write-attributes.ts";
import { createWriteRequest, type WriteRequest } from "./write-request.ts";
import { writeSpan } from "./write-span.ts";

/** Scopes that keep their buffer from batch to batch; a program that makes tracers without end is served slower, but does not leak. */
const MOST_SCOPES = 100;

/** An `ExportTraceServiceRequest`: opentelemetry/proto/collector/trace/v1/trace_service.proto */
export function createProtobufBatch(resource: Resource): BatchFormat {
  const scopes = new Map<Scope, { readonly head: Buffer; readonly spans: ByteWriter }>();
  const writeRequest = createWriteRequest();
  const resourceBytes = encodeResource(resource);
  let size = 0;

  const spansOf = (scope: Scope): ByteWriter => {
    let kept = scopes.get(scope);
    if (kept === undefined) {
      kept = { head: encodeScope(scope), spans: new ByteWriter() };
      scopes.set(scope, kept);
    }
    return kept.spans;
  };

  return {
    contentType: "application/x-protobuf",
    get size() {
      return size;
    },
    add(span) {
      const writer = spansOf(span.instrumentationScope);
      const begin = writer.at;
      try {
        writeSpanMessage(writer, span, writeRequest);
      } catch (error) {
        writer.at = begin;
        throw error;
      }
      size += writer.at - begin;
    },
    take() {
      const writer = new ByteWriter();
      writer.reserve(size + resourceBytes.length + 1024);
      writer.byte(0x0a);
      const resourceSpans = writer.open();
      writer.raw(resourceBytes);
      for (const [, { head, spans }] of scopes) {
        if (spans.at > 0) {
          writer.byte(0x12);
          const scopeSpans = writer.open();
          writer.raw(head);
          writer.raw(spans.bytes.subarray(0, spans.at));
          writer.close(scopeSpans);
          spans.at = 0;
        }
      }
      writer.close(resourceSpans);
      if (scopes.size > MOST_SCOPES) {
        scopes.clear();
      }
      size = 0;
      return writer.bytes.subarray(0, writer.at);
    },
  };
}

/** Bytes of the length of most spans, which have 128 bytes or more. */
const SPAN_LENGTH = 2;

/** Field `spans` of `ScopeSpans`. */
function writeSpanMessage(writer: ByteWriter, span: RecordedSpan, writeRequest: WriteRequest): void {
  writer.byte(0x12);
  const start = writer.open(SPAN_LENGTH);
  writeSpan(writer, span, writeRequest);
  writer.close(start, SPAN_LENGTH);
}

/** Field `resource` of `ResourceSpans`. */
function encodeResource(resource: Resource): Buffer {
  const writer = new ByteWriter();
  writer.byte(0x0a);
  const start = writer.open();
  writeAttributes(writer, 0x0a, resource.attributes);
  writer.close(start);
  return writer.take();
}

/** Fields `scope` and `schema_url` of `ScopeSpans`; the second may come first. */
function encodeScope({ name, version, schemaUrl }: Scope): Buffer {
  const writer = new ByteWriter();
  writer.byte(0x0a);
  const start = writer.open();
  writer.byte(0x0a);
  writer.text(name);
  if (version !== undefined) {
    writer.byte(0x12);
    writer.text(version);
  }
  writer.close(start);
  if (schemaUrl !== undefined) {
    writer.byte(0x1a);
    writer.text(schemaUrl);
  }
  return writer.take();
}
