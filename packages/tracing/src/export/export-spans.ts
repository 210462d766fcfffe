import { ROOT_CONTEXT } from "@opentelemetry/api";
import type { AsyncContextManager } from "../context/async-context-manager.ts";
import { suppressTracing } from "../context/suppression.ts";
import { createJsonBatch } from "../otlp/json-batch.ts";
import { createProtobufBatch } from "../otlp/protobuf-batch.ts";
import type { Resource } from "../resource/resource.ts";
import type { TracingSettings } from "../tracing-settings.ts";
import { createPoster } from "./post.ts";
import { reportLosses } from "./report-losses.ts";
import { createBatchSender } from "./send-batch.ts";
import { createSpanQueue, type SpanQueue } from "./span-queue.ts";

export interface ExportSpansOptions {
  readonly settings: TracingSettings;
  readonly contexts: AsyncContextManager;
  readonly resource: Resource;
}

/** The queue that sends spans to the endpoint of the settings. */
export function exportSpans({ settings, contexts, resource }: ExportSpansOptions): SpanQueue {
  const { endpoint, headers, protocol, compression, timeoutSeconds, queue, warn } = settings;
  const format = protocol === "json" ? createJsonBatch(resource) : createProtobufBatch(resource);
  const untraced = suppressTracing(ROOT_CONTEXT);
  return createSpanQueue({
    ...queue,
    format,
    send: createBatchSender({
      poster: createPoster(endpoint),
      contentType: format.contentType,
      headers,
      compression,
      timeoutSeconds,
      untraced: (fn) => contexts.with(untraced, fn),
    }),
    report: reportLosses({ endpoint, warn }),
  });
}
