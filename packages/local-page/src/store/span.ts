import type { KeptText } from "./text-ring.ts";

export type Attributes = Readonly<Record<string, string | number | boolean>>;

/** What of a span is searched. Times are milliseconds since 1970 with their fraction. */
export interface SpanHead {
  /** 32 hexadecimal digits. */
  readonly traceId: string;
  /** 16 hexadecimal digits. */
  readonly spanId: string;
  /** Empty for the first span of a trace. */
  readonly parentId: string;
  readonly service: string;
  readonly name: string;
  readonly kind: "internal" | "server" | "client" | "producer" | "consumer";
  readonly startMs: number;
  readonly durationMs: number;
  readonly failed: boolean;
}

/** A span as it comes. */
export interface ReceivedSpan extends SpanHead {
  /** A {@link SpanRest} as JSON. */
  readonly rest: string;
}

/** A span as it is kept. */
export interface Span extends SpanHead {
  /** A {@link SpanRest} as JSON: read only when somebody looks at the span. */
  readonly rest: KeptText;
}

/** What a span holds beyond its figures. */
export interface SpanRest {
  readonly attributes: Attributes;
  readonly resource: Attributes;
  readonly events: readonly { readonly name: string; readonly atMs: number; readonly attributes: Attributes }[];
  readonly message: string;
}

const NO_REST: SpanRest = { attributes: {}, resource: {}, events: [], message: "" };

export function restOf({ rest }: Span): SpanRest {
  const text = rest.read();
  return text === "" ? NO_REST : (JSON.parse(text) as SpanRest);
}
