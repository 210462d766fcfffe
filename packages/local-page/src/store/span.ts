export type Attributes = Readonly<Record<string, string | number | boolean>>;

/** A span as it is kept. Times are milliseconds since 1970 with their fraction. */
export interface Span {
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
  /** Attributes and events as JSON: read only when somebody looks at the span. */
  readonly rest: string;
}

/** What a span holds beyond its figures. */
export interface SpanRest {
  readonly attributes: Attributes;
  readonly resource: Attributes;
  readonly events: readonly { readonly name: string; readonly atMs: number; readonly attributes: Attributes }[];
  readonly message: string;
}

export function restOf({ rest }: Span): SpanRest {
  return JSON.parse(rest) as SpanRest;
}

/** Roughly what a span takes in memory. */
export function spanBytes({ rest, name, service }: Span): number {
  return 320 + rest.length + name.length + service.length;
}
