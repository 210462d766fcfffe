import { rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { type StateFolder, writeAtomically } from "../deployment/state-folder.ts";
import { EnvironmentError } from "../environment-error.ts";

/** There from the first change to a volume until all of them are whole again. */
function fileOf(state: StateFolder): string {
  return join(state.root, "restore-unfinished");
}

export function isRestoreUnfinished(state: StateFolder): Promise<boolean> {
  return stat(fileOf(state)).then(
    () => true,
    () => false,
  );
}

export const UNFINISHED = {
  found: "a restore was ended in its middle: volumes hold part of the data from before it, and part of the backup",
  fix: "Run: platform stack restore; it first brings back what was there before.",
} as const;

/** @throws EnvironmentError `restore_unfinished` */
export async function requireWholeVolumes(state: StateFolder): Promise<void> {
  if (await isRestoreUnfinished(state)) {
    throw new EnvironmentError("restore_unfinished", `In ${state.root} ${UNFINISHED.found}.`, UNFINISHED.fix);
  }
}

export async function markRestore(state: StateFolder): Promise<void> {
  await writeAtomically(fileOf(state), "Kept by platform stack while a restore moves data.\n");
}

export async function unmarkRestore(state: StateFolder): Promise<void> {
  await rm(fileOf(state), { force: true });
}
