/**
 * Something that a run needs and the machine does not give: a port, a program, a writable folder.
 * The command line prints the message and the fix and exits 3.
 */
export class EnvironmentError extends Error {
  /** Stable across releases. */
  readonly code: EnvironmentCode;
  /** What the reader can do about it, as a command where one exists. */
  readonly fix: string;
  /** What was found, without the fix. */
  readonly found: string;

  constructor(code: EnvironmentCode, message: string, fix: string, options?: ErrorOptions) {
    super(`${message} ${fix} [${code}]`, options);
    this.name = "EnvironmentError";
    this.code = code;
    this.fix = fix;
    this.found = message;
  }
}

/**
 * The same error with what the reader must know first of all: whether what ran before runs.
 *
 * @param command - that makes it run, where it does not by itself
 */
export function withWayBack(error: unknown, isBack: boolean, command: string): unknown {
  if (!(error instanceof EnvironmentError)) {
    return error;
  }
  const { code, found, fix } = error;
  return isBack
    ? new EnvironmentError(code, `${found} What ran before runs again.`, fix, { cause: error })
    : new EnvironmentError(code, `${found} What ran before does not run again by itself.`, `${fix} Then run: ${command}`, { cause: error });
}

export type EnvironmentCode =
  | "already_running"
  | "backup_ambiguous"
  | "backup_damaged"
  | "backup_failed"
  | "backup_key_wrong"
  | "backup_missing"
  | "backup_unproved"
  | "certificate_refused"
  | "cluster_unreachable"
  | "config_refused"
  | "deploy_unfinished"
  | "disk_full"
  | "docker_failed"
  | "docker_unreachable"
  | "file_unreadable"
  | "folder_foreign"
  | "folder_unwritable"
  | "image_missing"
  | "kubectl_failed"
  | "mount_missing"
  | "not_deployed"
  | "overlay_unknown"
  | "port_in_use"
  | "program_died"
  | "program_missing"
  | "program_not_ready"
  | "program_start_failed"
  | "program_too_old"
  | "program_unknown"
  | "program_version_unknown"
  | "record_unreadable"
  | "restore_unfinished"
  | "secret_exposed"
  | "secret_missing"
  | "secret_too_long"
  | "secret_unfit"
  | "secret_unreadable"
  | "secret_weak";
