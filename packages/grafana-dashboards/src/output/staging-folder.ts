import { createHash } from "node:crypto";
import { type Dirent, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { dirname, join } from "node:path";
import { OutputError } from "./output-error.ts";

/** A folder inside another, on the same disk, from which whole files are moved to their places. It exists while it holds something. */
export interface StagingFolder {
  /** @throws OutputError `write_failed` */
  add(path: string, bytes: Buffer): void;
  /** Puts an added file in its place, at once. */
  moveOut(path: string): void;
  remove(): void;
}

/** Name of a staging folder: the process that made it, on which machine, and letters that make it its own. */
const NAME = /^\.generating-([1-9]\d*)-([0-9a-f]{8})-\w{6}$/;

/** Told apart, since folders are shared between machines and a process has its number on one of them. */
function machine(): string {
  return createHash("sha256").update(hostname()).digest("hex").slice(0, 8);
}

/**
 * Removes the staging folders of runs that were killed: those with the name that a run of this machine gives, whose process is gone, with nothing in
 * them that no run puts there. Any other is left.
 */
export function removeAbandoned(folder: string): void {
  for (const entry of list(folder)) {
    const [, pid, of] = NAME.exec(entry.name) ?? [];
    const path = join(folder, entry.name);
    if (of === machine() && entry.isDirectory() && !isRunning(Number(pid)) && list(path).every((one) => one.isFile() && /^\d+$/.test(one.name))) {
      rmSync(path, { recursive: true, force: true });
    }
  }
}

function list(folder: string): readonly Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return []; // There is none yet, or another run has removed it.
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "ESRCH";
  }
}

export function createStagingFolder(folder: string): StagingFolder {
  const names = new Map<string, string>();
  const made = new Set<string>();
  let staging: string | undefined;
  const staged = () => {
    if (staging === undefined) {
      mkdirSync(folder, { recursive: true });
      staging = mkdtempSync(join(folder, `.generating-${process.pid}-${machine()}-`));
    }
    return staging;
  };
  return {
    add(path, bytes) {
      try {
        const name = join(staged(), String(names.size));
        writeFileSync(name, bytes, { flag: "wx" });
        names.set(path, name);
      } catch (cause) {
        throw new OutputError("write_failed", `${folder} cannot be written: ${(cause as Error).message}`, { cause });
      }
    },
    moveOut(path) {
      const target = join(folder, path);
      if (!made.has(dirname(target))) {
        mkdirSync(dirname(target), { recursive: true });
        made.add(dirname(target));
      }
      renameSync(names.get(path) as string, target);
    },
    remove() {
      if (staging !== undefined) {
        rmSync(staging, { recursive: true, force: true });
      }
    },
  };
}
