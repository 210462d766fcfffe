/** What a step is given. */
export interface StepContext<S> {
  /** What the steps before it have found out. */
  readonly state: Readonly<S>;
  /**
   * `fetch` of the platform's traffic of its own: each request has the trace of the run and its mark, a connection of its own, and ends with the step.
   * Bodies that nobody reads are given up at the end of the run.
   */
  readonly fetch: (url: string | URL, init?: RequestInit) => Promise<Response>;
  /** Aborted when the time is over, for what is not done with `fetch`. */
  readonly signal: AbortSignal;
  /** Addresses and credentials: the environment of `platform synthetics`. */
  readonly variables: Readonly<Record<string, string | undefined>>;
  /** Headers of the run, for what is not done with `fetch`: `traceparent` and `baggage`. */
  readonly headers: Readonly<Record<string, string>>;
  /** From 1 on. */
  readonly attempt: number;
  /** Where this runs. */
  readonly location: string;
}
