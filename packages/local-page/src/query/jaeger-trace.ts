import { type Attributes, restOf, type Span } from "../store/span.ts";
import { MOST_SPANS } from "./find-traces.ts";

/**
 * A trace in the form of Jaeger's query API.
 *
 * @see https://github.com/jaegertracing/jaeger-idl/blob/main/proto/api_v2/model.proto
 */
export function jaegerTrace(trace: readonly Span[]): unknown {
  const processes = new Map<string, { readonly id: string; readonly serviceName: string; readonly tags: unknown }>();
  const spans = trace.slice(0, MOST_SPANS).map((span) => {
    const rest = restOf(span);
    const key = `${span.service} ${JSON.stringify(rest.resource)}`;
    const process = processes.get(key) ?? { id: `p${processes.size + 1}`, serviceName: span.service, tags: tagsOf(rest.resource) };
    processes.set(key, process);
    const { traceId, spanId, parentId, name, kind, startMs, durationMs, failed } = span;
    return {
      traceID: traceId,
      spanID: spanId,
      operationName: name,
      references: parentId === "" ? [] : [{ refType: "CHILD_OF", traceID: traceId, spanID: parentId }],
      startTime: Math.round(startMs * 1000),
      duration: Math.round(durationMs * 1000),
      tags: tagsOf({
        ...rest.attributes,
        "span.kind": kind,
        ...(failed && { error: true }),
        ...(rest.message !== "" && { "otel.status_description": rest.message }),
      }),
      logs: rest.events.map((event) => ({ timestamp: Math.round(event.atMs * 1000), fields: tagsOf({ event: event.name, ...event.attributes }) })),
      processID: process.id,
    };
  });
  const byId = Object.fromEntries([...processes.values()].map(({ id, serviceName, tags }) => [id, { serviceName, tags }]));
  return { traceID: trace[0]?.traceId ?? "", spans, processes: byId };
}

function tagsOf(attributes: Attributes): readonly { readonly key: string; readonly type: string; readonly value: string | number | boolean }[] {
  return Object.entries(attributes).map(([key, value]) => ({
    key,
    type: typeof value === "boolean" ? "bool" : typeof value === "number" ? "float64" : "string",
    value,
  }));
}
