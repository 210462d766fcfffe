/** Why a request is not answered: a code that stays the same, and words for the reader. */
export class PageError extends Error {
  /** Stable across releases. */
  readonly code: string;
  /** Of HTTP. */
  readonly status: number;

  constructor(status: number, code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "PageError";
    this.code = code;
    this.status = status;
  }
}
