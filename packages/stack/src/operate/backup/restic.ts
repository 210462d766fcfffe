import { execFile } from "node:child_process";
import { resolve } from "node:path";
import { promisify } from "node:util";
import { EnvironmentError } from "../environment-error.ts";
import { findProgram } from "../native/find-program.ts";
import { readSecret } from "./secret.ts";

const run = promisify(execFile);

/** One restic repository and its key. Everything in it is encrypted and authenticated: https://restic.readthedocs.io/en/stable/100_references.html */
export interface Repository {
  /** A folder, or what restic takes for one: `s3:…`, `sftp:…`, `rest:…`. */
  readonly location: string;
  /** @returns standard output */
  run(args: readonly string[], options?: { readonly cwd?: string }): Promise<string>;
}

export interface RepositoryOptions {
  readonly location: string;
  readonly passwordFile: string;
  /** Folders as in the variable PATH. */
  readonly searchPath: string;
  /** Variables with the credentials of a remote place, as restic names them. Default none. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

/** Written into every snapshot, so that a repository may hold other backups too. */
export const TAG = "platform-stack";

/** Begins the names of variables that restic and its storage read. */
const CREDENTIALS = /^(AWS_|AZURE_|B2_|GOOGLE_|OS_|ST_|SWIFT_|RCLONE_|RESTIC_REST_|SSH_AUTH_SOCK$|HOME$)/;
const HOURS = 6;

/**
 * @throws EnvironmentError `program_missing`, `program_too_old`, `secret_unreadable`, `secret_weak`
 */
export async function openRepository({ searchPath, environment = {}, ...options }: RepositoryOptions): Promise<Repository> {
  const location = /^\w+:/.test(options.location) ? options.location : resolve(options.location);
  const passwordFile = resolve(options.passwordFile);
  const { file } = await findProgram("restic", { searchPath });
  await readSecret(passwordFile, "password of the backups");
  const credentials = Object.fromEntries(Object.entries(environment).filter(([name, value]) => CREDENTIALS.test(name) && value !== undefined));
  const env = { ...credentials, PATH: searchPath, RESTIC_PASSWORD_FILE: passwordFile, RESTIC_FROM_PASSWORD_FILE: passwordFile };
  const restic: Repository["run"] = async (args, { cwd } = {}) => {
    const options = { env, timeout: HOURS * 3_600_000, maxBuffer: 2 ** 28, ...(cwd !== undefined && { cwd }) };
    const { stdout, stderr } = await run(file, ["-r", location, "--no-cache", ...args], options);
    if (/error|ignoring|invalid/i.test(stderr)) {
      // It leaves out what it cannot read and ends as if nothing were amiss.
      throw Object.assign(new Error("restic left something out"), { stderr });
    }
    return stdout;
  };
  return {
    location,
    run: async (args, more) => {
      try {
        return await restic(args, more).catch(async (cause: unknown) => {
          if (!LOCKED.test(stderrOf(cause))) {
            throw cause;
          }
          // Removes the locks of those that are gone, and no other: who works renews its own.
          await restic(["unlock"]);
          return restic(args, more);
        });
      } catch (cause) {
        throw explained(location, args[0] ?? "", cause);
      }
    },
  };
}

/** A restic that was killed leaves its lock behind. @see https://restic.readthedocs.io/en/stable/100_references.html#locks */
const LOCKED = /repository is already locked.*/;

function stderrOf(cause: unknown): string {
  return (cause as { readonly stderr?: string }).stderr ?? "";
}

/** Makes a repository where there is none. */
export async function ensureRepository(repository: Repository, { like }: { readonly like?: Repository } = {}): Promise<void> {
  const isThere = await repository.run(["cat", "config"]).then(
    () => true,
    (error: EnvironmentError) => {
      if (error.code !== "backup_missing") {
        throw error;
      }
      return false;
    },
  );
  if (!isThere) {
    await repository.run(["init", ...(like === undefined ? [] : ["--from-repo", like.location, "--copy-chunker-params"])]);
  }
}

function explained(location: string, verb: string, cause: unknown): EnvironmentError {
  const stderr = stderrOf(cause);
  const [lock] = LOCKED.exec(stderr) ?? [];
  if (lock !== undefined) {
    return new EnvironmentError("backup_failed", `Another restic works in ${location}: ${lock}.`, "Wait for its end, then run the command again.", {
      cause,
    });
  }
  const lines = stderr.trim().split("\n");
  const said = (lines.findLast((line) => /fatal|error|damaged/i.test(line)) ?? lines.at(-1) ?? "").replaceAll(/\s+/g, " ").trim();
  if (/wrong password|no key found/i.test(stderr)) {
    return new EnvironmentError(
      "backup_key_wrong",
      `The password does not open ${location}.`,
      "Name the file of the right one with --password-file.",
      {
        cause,
      },
    );
  }
  if (/unable to open config file|is there a repository|does not exist/i.test(stderr) && verb !== "restore") {
    return new EnvironmentError("backup_missing", `There is no repository in ${location}.`, "Make a backup first: platform stack backup", { cause });
  }
  if (/no space left|disk quota/i.test(stderr)) {
    return new EnvironmentError("disk_full", `The disk is full: restic ${verb} cannot go on.`, "Free some space, then run the command again.", {
      cause,
    });
  }
  return new EnvironmentError(
    "backup_failed",
    `restic ${verb} of ${location} failed: ${said || "without a word"}.`,
    `Look at it: restic -r ${location} check`,
    {
      cause,
    },
  );
}
