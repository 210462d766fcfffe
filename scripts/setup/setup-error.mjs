/** Something the reader of the message has to do before the set-up can succeed. */
export class SetupError extends Error {
  /**
   * @param {string} message
   * @param {number} exitCode - 2 for wrong use, 3 for the machine
   */
  constructor(message, exitCode = 3) {
    super(message);
    this.name = "SetupError";
    this.exitCode = exitCode;
  }
}
