import type { IncomingMessage } from "node:http";

/** The span of one request. No call throws. */
export interface ServerSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly sampled: boolean;
  run<T>(fn: () => T): T;
  fail(error: unknown): void;
  end(outcome: { readonly method: string; readonly route: string; readonly status: number }): void;
}

export interface ServerSpans {
  begin(request: IncomingMessage): ServerSpan;
}
