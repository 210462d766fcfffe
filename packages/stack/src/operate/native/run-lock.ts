import { randomUUID } from "node:crypto";
import { link, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { EnvironmentError } from "../environment-error.ts";
import { identityOf, isRunning } from "./process-identity.ts";

const TURN_SECONDS = 0.02;

/** The right to be the only run on a folder. */
export interface RunLock {
  release(): Promise<void>;
}

/**
 * Takes a lock file that names this process. A lock whose process is gone, even by SIGKILL, is taken over.
 *
 * @throws EnvironmentError `already_running` with the process id of the other run, `folder_unwritable`
 */
export async function takeRunLock(file: string, { pid = process.pid } = {}): Promise<RunLock> {
  const own = await lockText(pid);
  const draft = `${file}.${randomUUID()}`;
  try {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(draft, own);
  } catch (cause) {
    throw new EnvironmentError("folder_unwritable", `Cannot write to ${dirname(file)}.`, "Make the folder writable, or remove it.", { cause });
  }
  try {
    while (!(await linked(draft, file))) {
      await removeIfStale(file, draft);
    }
  } finally {
    await rm(draft, { force: true });
  }
  return {
    release: async () => {
      if ((await contentOf(file)) === own) {
        await rm(file, { force: true });
      }
    },
  };
}

/** A link appears with its whole content or not at all, and never replaces a file. */
async function linked(draft: string, file: string): Promise<boolean> {
  try {
    await link(draft, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") {
      return false;
    }
    throw error;
  }
}

async function removeIfStale(file: string, draft: string): Promise<void> {
  const holder = await contentOf(file);
  if (holder === undefined) {
    return;
  }
  if (await isHeld(holder)) {
    const pid = Number.parseInt(holder, 10);
    throw new EnvironmentError(
      "already_running",
      `Another run (process ${pid}) uses ${dirname(file)}.`,
      `Use that one, or end it with Ctrl-C or \`kill ${pid}\`.`,
    );
  }
  await withTurn(`${file}.turn`, draft, async () => {
    if ((await contentOf(file)) === holder) {
      await rm(file, { force: true });
    }
  });
}

/** Of all runs that found the same stale lock, one at a time looks again and removes it: otherwise the second would remove the lock of the first. */
async function withTurn(turn: string, draft: string, work: () => Promise<void>): Promise<void> {
  if (await linked(draft, turn)) {
    await work();
    await rm(turn, { force: true });
    return;
  }
  const holder = await contentOf(turn);
  if (holder !== undefined && !(await isHeld(holder))) {
    await rm(turn, { force: true });
  }
  await sleep(TURN_SECONDS * 1000);
}

/** Whether the process that a lock names still lives. */
function isHeld(content: string): Promise<boolean> {
  return isRunning(content.trimEnd());
}

async function lockText(pid: number): Promise<string> {
  return `${await identityOf(pid)}\n`;
}

async function contentOf(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, "utf8");
  } catch {
    return undefined; // released in between
  }
}
