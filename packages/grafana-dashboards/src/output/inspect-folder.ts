import { lstatSync, readFileSync, type Stats } from "node:fs";
import { join } from "node:path";
import { MANIFEST, type Manifest, parseManifest } from "./manifest.ts";
import { OutputError } from "./output-error.ts";

/** What is at a path: nothing, a file with its bytes, or something that no file of ours can stand for, with what it is. */
export type Found = { readonly kind: "nothing" } | FoundFile | { readonly kind: "obstacle"; readonly is: string };

interface FoundFile {
  readonly kind: "file";
  /** Read when asked for. */
  readonly bytes: Buffer;
}

/**
 * Looks at a path below a folder without following a symbolic link, so that nothing outside is read or written.
 *
 * @param path - in forward slashes, already checked
 * @throws OutputError `folder_unreadable`
 */
export function inspect(folder: string, path: string): Found {
  return read(folder, () => look(folder, path));
}

function read<T>(folder: string, from: () => T): T {
  try {
    return from();
  } catch (cause) {
    throw new OutputError("folder_unreadable", `${folder} cannot be read: ${(cause as Error).message}`, { cause });
  }
}

function look(folder: string, path: string): Found {
  const names = path.split("/");
  for (let depth = 1; depth < names.length; depth++) {
    const parent = names.slice(0, depth).join("/");
    const stats = statsOf(join(folder, parent));
    if (stats === undefined) {
      return { kind: "nothing" };
    }
    if (!stats.isDirectory()) {
      return { kind: "obstacle", is: `below ${parent}, which is ${stats.isSymbolicLink() ? "a symbolic link" : "no folder"}` };
    }
  }
  const stats = statsOf(join(folder, path));
  if (stats === undefined) {
    return { kind: "nothing" };
  }
  if (!stats.isFile()) {
    return { kind: "obstacle", is: stats.isSymbolicLink() ? "a symbolic link" : stats.isDirectory() ? "a folder" : "no regular file" };
  }
  return {
    kind: "file",
    get bytes() {
      return read(folder, () => readFileSync(join(folder, path)));
    },
  };
}

/**
 * What an earlier run wrote into a folder; nothing if none did.
 *
 * @throws OutputError `manifest_invalid`
 */
export function readManifest(folder: string): Manifest {
  const found = inspect(folder, MANIFEST);
  return found.kind === "file" ? parseManifest(found.bytes.toString("utf8")) : new Map();
}

function statsOf(path: string): Stats | undefined {
  return lstatSync(path, { throwIfNoEntry: false });
}
