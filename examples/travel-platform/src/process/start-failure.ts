/** A process cannot start for a reason outside of it. The message is one line that says what to change; the exit code is 3. */
export class StartFailure extends Error {
  readonly code: "port_taken" | "port_refused" | "database_unreachable" | "setting_invalid";

  constructor(code: StartFailure["code"], message: string, options?: ErrorOptions) {
    super(`${message} [${code}]`, options);
    this.name = "StartFailure";
    this.code = code;
  }
}
