import { readFile } from "node:fs/promises";
import { EnvironmentError } from "../environment-error.ts";
import type { StateFolder } from "./state-folder.ts";

/** What every record has, whatever runs the deployment. */
interface AnyRecord {
  readonly format: 1;
  /** Absent where no container runs. */
  readonly target?: string;
}

/**
 * What stands in the file of the record; undefined before the first deploy.
 *
 * @throws EnvironmentError `record_unreadable` where it was cut off, or written by a version that is newer
 */
export async function readRecordFile({ record }: StateFolder): Promise<AnyRecord | undefined> {
  const text = await readFile(record, "utf8").catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === "ENOENT") {
      return undefined;
    }
    throw new EnvironmentError("record_unreadable", `${record} cannot be read.`, "Run the command as the user who has deployed.", { cause });
  });
  if (text === undefined) {
    return undefined;
  }
  const { format, ...rest } = parsed(text);
  if (format === undefined) {
    throw new EnvironmentError(
      "record_unreadable",
      `${record} was cut off, or changed by hand: it does not say what is deployed.`,
      `Data and backups are whole. Run: mv '${record}' '${record}.damaged'; platform stack stop; then deploy again with the same options (--target, --protect, --profile and the like).`,
    );
  }
  if (format !== 1) {
    throw new EnvironmentError(
      "record_unreadable",
      `${record} was written by a newer version of platform stack (format ${format}).`,
      "Use that version, or name another folder with --state.",
    );
  }
  return { format, ...rest };
}

function parsed(text: string): { readonly format?: unknown } {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? value : {};
  } catch {
    return {}; // the caller says what that means
  }
}
