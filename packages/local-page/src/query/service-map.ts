import type { Span } from "../store/span.ts";
import type { SpanStore } from "../store/span-store.ts";

/** Calls from one service to another. */
export interface ServiceCall {
  readonly parent: string;
  readonly child: string;
  callCount: number;
  failed: number;
  totalMs: number;
}

/** What a service was asked. */
export interface ServiceNode {
  readonly service: string;
  requests: number;
  failed: number;
  totalMs: number;
}

/** More services than this make no picture. */
const MOST_SERVICES = 60;

/** Who calls whom, from the spans since a time: a span whose parent is of another service is a call. */
export function serviceMap(
  spans: SpanStore,
  sinceMs: number,
): { readonly services: readonly ServiceNode[]; readonly calls: readonly ServiceCall[]; readonly left: number } {
  const services = new Map<string, ServiceNode>();
  const calls = new Map<string, ServiceCall>();
  for (const trace of recentTraces(spans, sinceMs)) {
    const byId = new Map(trace.map((span) => [span.spanId, span]));
    for (const span of trace) {
      const parent = byId.get(span.parentId);
      if (parent?.service === span.service) {
        continue;
      }
      const node = services.get(span.service) ?? { service: span.service, requests: 0, failed: 0, totalMs: 0 };
      services.set(span.service, node);
      node.requests += 1;
      node.failed += Number(span.failed);
      node.totalMs += span.durationMs;
      if (parent !== undefined) {
        const key = JSON.stringify([parent.service, span.service]);
        const call = calls.get(key) ?? { parent: parent.service, child: span.service, callCount: 0, failed: 0, totalMs: 0 };
        calls.set(key, call);
        call.callCount += 1;
        call.failed += Number(span.failed);
        call.totalMs += span.durationMs;
      }
    }
  }
  const shown = [...services.values()].toSorted((one, other) => other.requests - one.requests).slice(0, MOST_SERVICES);
  const names = new Set(shown.map(({ service }) => service));
  return {
    services: shown,
    calls: [...calls.values()].filter(({ parent, child }) => names.has(parent) && names.has(child)),
    left: services.size - shown.length,
  };
}

function* recentTraces(spans: SpanStore, sinceMs: number): Iterable<readonly Span[]> {
  for (const trace of spans.traces()) {
    if ((trace.at(-1)?.startMs ?? 0) >= sinceMs) {
      yield trace;
    }
  }
}
