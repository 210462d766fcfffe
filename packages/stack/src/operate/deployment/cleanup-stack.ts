import { readdir, rm, rmdir } from "node:fs/promises";
import { basename, join } from "node:path";
import { alone } from "./deploy-stack.ts";
import { stopRunning } from "./start-stop.ts";
import { OWN_ENTRIES, requireFolder, type StateFolder } from "./state-folder.ts";

export interface CleanupOptions {
  /** Say what would be removed, and remove nothing. */
  readonly dryRun?: boolean;
  /** Remove the backups kept on this machine too. Default false. */
  readonly backups?: boolean;
}

export interface CleanupReport {
  /** Entries of the state folder. */
  readonly removed: readonly string[];
  /** Left alone: backups, unless they were asked for, and what no command of ours made. */
  readonly left: readonly string[];
}

/**
 * Stops every program and removes what the deployment made, and nothing else: not what others put into its folder, and the backups only when asked.
 *
 * @throws EnvironmentError `not_deployed`, `already_running`
 */
export async function cleanupStack(state: StateFolder, { dryRun = false, backups = false }: CleanupOptions = {}): Promise<CleanupReport> {
  await requireFolder(state);
  const report = await alone(state, async () => {
    const own = backups ? [...OWN_ENTRIES, "backups"] : OWN_ENTRIES;
    const entries = (await readdir(state.root)).filter((name) => !name.startsWith(basename(state.lockFile)) && name !== basename(state.marker));
    const removed = entries.filter((name) => own.some((entry) => entry === name)).sort();
    const left = entries.filter((name) => !removed.includes(name)).sort();
    if (!dryRun) {
      await stopRunning(state);
      await Promise.all(removed.map((name) => rm(join(state.root, name), { recursive: true, force: true })));
      if (left.length === 0) {
        await rm(state.marker, { force: true });
      }
    }
    return { removed, left };
  });
  if (!dryRun && report.left.length === 0) {
    // Left where somebody put a file into it in the meantime.
    await Promise.allSettled([rmdir(state.root)]);
  }
  return report;
}
