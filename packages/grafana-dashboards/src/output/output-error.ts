/**
 * An output folder that cannot be written as asked: `path_invalid`, `path_duplicate`, `manifest_invalid`, `files_in_the_way`,
 * `folder_unreadable`, `write_failed`. Thrown before anything was touched, except `write_failed`.
 */
export class OutputError extends Error {
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "OutputError";
    this.code = code;
  }
}
