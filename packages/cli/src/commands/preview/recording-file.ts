import { readFile, writeFile } from "node:fs/promises";
import { promisify } from "node:util";
import { gunzip, gzip } from "node:zlib";
import type { Recording } from "@platform/local-page";
import { CommandError } from "../../command-error.ts";
import { exitCode } from "../../exit-code.ts";

/** Writes a recording as compressed JSON. */
export async function writeRecording(file: string, recording: Recording): Promise<void> {
  await writeFile(file, await promisify(gzip)(JSON.stringify(recording)));
}

/**
 * @throws CommandError `recording_invalid`
 */
export async function readRecording(file: string): Promise<Recording> {
  try {
    const recording = JSON.parse((await promisify(gunzip)(await readFile(file))).toString("utf8")) as Recording;
    if (recording.version !== 1 || typeof recording.answers !== "object") {
      throw new Error("it is of another version");
    }
    return recording;
  } catch (cause) {
    throw new CommandError("recording_invalid", `${JSON.stringify(file)} is no recording of platform verify --record: ${(cause as Error).message}.`, {
      exit: exitCode.usage,
      cause,
    });
  }
}
