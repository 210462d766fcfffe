/**
 * A definition that cannot be right. Thrown while a program starts or generates, never afterwards.
 *
 * The message names the value received and the rule it broke; `code` is stable across releases.
 */
export class DefinitionError extends Error {
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(`${message} [${code}]`, options);
    this.name = "DefinitionError";
    this.code = code;
  }
}
