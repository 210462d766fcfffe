import { ask } from "../api.ts";

interface Tag {
  readonly key: string;
  readonly value: string | number | boolean;
}

/** A trace in the form of Jaeger's API; times are microseconds since 1970. */
export interface JaegerTrace {
  readonly traceID: string;
  readonly spans: readonly JaegerSpan[];
  readonly processes: Readonly<Record<string, { readonly serviceName: string; readonly tags: readonly Tag[] }>>;
}

export interface JaegerSpan {
  readonly spanID: string;
  readonly operationName: string;
  readonly references: readonly { readonly spanID: string }[];
  readonly startTime: number;
  readonly duration: number;
  readonly tags: readonly Tag[];
  readonly logs: readonly { readonly timestamp: number; readonly fields: readonly Tag[] }[];
  readonly processID: string;
}

/** A span at its place in the tree of its trace. */
export interface TreeSpan {
  readonly span: JaegerSpan;
  readonly service: string;
  readonly depth: number;
  readonly failed: boolean;
}

export async function loadTraces(parameters: Readonly<Record<string, string>>): Promise<readonly JaegerTrace[]> {
  const { data } = (await ask("jaeger/api/traces", parameters)) as { readonly data: readonly JaegerTrace[] };
  return data;
}

export async function loadTrace(traceId: string): Promise<JaegerTrace | undefined> {
  const { data } = (await ask(`jaeger/api/traces/${encodeURIComponent(traceId)}`, {})) as { readonly data: readonly JaegerTrace[] };
  return data[0];
}

export function tagOf({ tags }: { readonly tags: readonly Tag[] }, key: string): string | undefined {
  const value = tags.find((tag) => tag.key === key)?.value;
  return value === undefined ? undefined : String(value);
}

export function serviceOf({ processes }: JaegerTrace, { processID }: JaegerSpan): string {
  return processes[processID]?.serviceName ?? "";
}

export function extentOf({ spans }: JaegerTrace): { readonly start: number; readonly duration: number } {
  const start = spans.reduce((least, span) => Math.min(least, span.startTime), Number.POSITIVE_INFINITY);
  const end = spans.reduce((most, span) => Math.max(most, span.startTime + span.duration), 0);
  return { start, duration: Math.max(1, end - start) };
}

/** Spans below the one that called them, by their start. A span whose caller is missing, or that calls itself in a circle, stands at the left. */
export function treeOf(trace: JaegerTrace): readonly TreeSpan[] {
  const ids = new Set(trace.spans.map(({ spanID }) => spanID));
  const children = new Map<string, JaegerSpan[]>();
  for (const span of trace.spans) {
    const [parent] = span.references;
    const key = parent !== undefined && ids.has(parent.spanID) && parent.spanID !== span.spanID ? parent.spanID : "";
    const siblings = children.get(key);
    siblings === undefined ? children.set(key, [span]) : siblings.push(span);
  }
  const found: TreeSpan[] = [];
  const seen = new Set<string>();
  const atLeft = (spans: readonly JaegerSpan[]) =>
    spans
      .toSorted(byStart)
      .reverse()
      .map((span) => ({ span, depth: 0 }));
  // Those at the left come first; what none of them leads to is a circle, which begins with its first span.
  const open = [...atLeft(trace.spans), ...atLeft(children.get("") ?? [])];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { span, depth } = next;
    if (!seen.has(span.spanID)) {
      seen.add(span.spanID);
      found.push({ span, depth, service: serviceOf(trace, span), failed: tagOf(span, "error") === "true" });
      open.push(
        ...(children.get(span.spanID) ?? [])
          .toSorted(byStart)
          .reverse()
          .map((child) => ({ span: child, depth: depth + 1 })),
      );
    }
  }
  return found;
}

function byStart(one: JaegerSpan, other: JaegerSpan): number {
  return one.startTime - other.startTime;
}
