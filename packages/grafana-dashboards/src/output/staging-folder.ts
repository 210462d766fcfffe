import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
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

export function createStagingFolder(folder: string): StagingFolder {
  const names = new Map<string, string>();
  let staging: string | undefined;
  const staged = () => {
    mkdirSync(folder, { recursive: true });
    staging ??= mkdtempSync(join(folder, ".generating-"));
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
      mkdirSync(dirname(target), { recursive: true });
      renameSync(names.get(path) as string, target);
    },
    remove() {
      if (staging !== undefined) {
        rmSync(staging, { recursive: true, force: true });
      }
    },
  };
}
