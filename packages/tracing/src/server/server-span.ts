import type { IncomingMessage } from "node:http";

/** Entry of the baggage that says that nobody waits for the answer but a test. */
export const SYNTHETIC = "synthetic";

/** How a request ended. */
export interface RequestOutcome {
  readonly method: string;
  /** A template such as `/orders/:id`, never a real path. */
  readonly route: string;
  /** Status code of the response; 0 if the client left before it had one. */
  readonly status: number;
}

/** The span of one request that a server answers. No call throws. */
export interface ServerSpan {
  /** 32 hex digits. */
  readonly traceId: string;
  /** 16 hex digits. */
  readonly spanId: string;
  /** Whether the trace can be looked up: it was chosen at its start, or, after {@link end}, kept for how it went. */
  readonly sampled: boolean;
  /** Flags as `traceparent` has them; the lowest bit is {@link sampled}. */
  readonly traceFlags: number;
  /**
   * Makes this span, and the caller's baggage, the active one for the rest of this turn and all that comes of it. Call it again where that was
   * lost, as in a callback of a pool.
   */
  enter(): void;
  /** Makes it the active one for a function and all that comes of it. */
  run<T>(fn: () => T): T;
  /** Records an error that the request ran into, and that it failed. */
  fail(error: unknown): void;
  /** Ends it under the name `GET /orders/:id`. Any further call does nothing. */
  end(outcome: RequestOutcome): void;
}

export interface ServerSpans {
  /**
   * Begins a span with the caller's trace as its parent, or a new trace.
   *
   * @param isSynthetic - what somebody has found out about the mark of the request: true makes its caller trusted and its trace kept, false takes the
   * mark away; undefined leaves that to the baggage of trusted callers
   */
  begin(request: IncomingMessage, isSynthetic?: boolean): ServerSpan;
}
