/** An answer other than success that a handler gives by throwing. */
export class HttpProblem extends Error {
  readonly status: number;
  /** Stable, for programs: `session_expired`. */
  readonly code: string;

  constructor(status: number, code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "HttpProblem";
    this.status = status;
    this.code = code;
  }
}
