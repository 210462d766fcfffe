import { mkdirSync, rmdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import type { OutputFile } from "../model/model.ts";
import { inspect, readManifest } from "./inspect-folder.ts";
import { hashOf, MANIFEST, type Manifest, renderManifest } from "./manifest.ts";
import { OutputError } from "./output-error.ts";
import { checkOutputPaths } from "./output-path.ts";
import { createStagingFolder, removeAbandoned, type StagingFolder } from "./staging-folder.ts";

/** What a run did to an output folder, each path once, in order. */
export interface WrittenFiles {
  readonly created: readonly string[];
  readonly changed: readonly string[];
  readonly unchanged: readonly string[];
  /** Written by an earlier run, and generated no more. */
  readonly removed: readonly string[];
  /** As removed, but somebody edited them since: left alone until they are removed by hand. */
  readonly kept: readonly string[];
  /** Among changed: those that held an edit made by hand, which is gone. */
  readonly overwrittenEdits: readonly string[];
}

/**
 * Makes a folder hold these files: writes what differs, each file at once by renaming, and removes what an earlier run
 * wrote and this one does not. Every file is made and written beside the others before the first is replaced, and one at a
 * time, so that a renderer or a disk that fails changes nothing and memory holds one. What a run that was killed left of this is removed by the next. A file that no run of ours wrote is
 * never overwritten or removed: if one is in the way, nothing is touched at all.
 *
 * @throws OutputError `path_invalid`, `path_duplicate`, `manifest_invalid`, `files_in_the_way`, `folder_unreadable`, `write_failed`
 */
export function writeFiles(files: readonly OutputFile[], { folder }: { readonly folder: string }): WrittenFiles {
  checkOutputPaths([...files.map(({ path }) => path), MANIFEST]);
  const before = readManifest(folder);
  refuseForeign(files, folder, before);
  const stale = planRemovals(folder, before, new Set(files.map(({ path }) => path)));
  removeAbandoned(folder);
  const staged = stageFiles(files, folder, before);
  try {
    replaceFiles(staged, stale, folder, before);
  } catch (cause) {
    throw new OutputError("write_failed", `${folder} cannot be written: ${(cause as Error).message}`, { cause });
  } finally {
    staged.folder.remove();
  }
  const { created, changed, unchanged, overwrittenEdits } = staged;
  return { created: created.sort(), changed: changed.sort(), unchanged: unchanged.sort(), overwrittenEdits: overwrittenEdits.sort(), ...stale };
}

/** The content is asked for only where a file of unknown origin might be equal. */
function refuseForeign(files: readonly OutputFile[], folder: string, before: Manifest): void {
  const inTheWay: string[] = [];
  for (const file of files) {
    const found = inspect(folder, file.path);
    if (found.kind === "obstacle") {
      inTheWay.push(`${file.path}: ${found.is}`);
    } else if (found.kind === "file" && !before.has(file.path) && !found.bytes.equals(Buffer.from(file.content))) {
      inTheWay.push(`${file.path}: not written by platform generate`);
    }
  }
  const manifest = inspect(folder, MANIFEST);
  if (manifest.kind === "obstacle") {
    inTheWay.push(`${MANIFEST}: ${manifest.is}`);
  }
  if (inTheWay.length > 0) {
    throw new OutputError(
      "files_in_the_way",
      `${folder} holds what platform generate did not write. Nothing was touched. Move it away, or choose another folder:\n  ${inTheWay.join("\n  ")}`,
    );
  }
}

/** What a run writes, compared with what is there; the files to write are in a folder beside those they replace. */
interface StagedFiles {
  readonly created: string[];
  readonly changed: string[];
  readonly unchanged: string[];
  readonly overwrittenEdits: string[];
  readonly manifest: Map<string, string>;
  readonly folder: StagingFolder;
}

function stageFiles(files: readonly OutputFile[], folder: string, before: Manifest): StagedFiles {
  const staged: StagedFiles = {
    created: [],
    changed: [],
    unchanged: [],
    overwrittenEdits: [],
    manifest: new Map(),
    folder: createStagingFolder(folder),
  };
  try {
    for (const { path, content } of files) {
      const bytes = Buffer.from(content);
      const found = inspect(folder, path);
      staged.manifest.set(path, hashOf(bytes));
      if (found.kind === "file" && found.bytes.equals(bytes)) {
        staged.unchanged.push(path);
        continue;
      }
      staged.folder.add(path, bytes);
      (found.kind === "nothing" ? staged.created : staged.changed).push(path);
      if (found.kind === "file" && before.get(path) !== hashOf(found.bytes)) {
        staged.overwrittenEdits.push(path);
      }
    }
    return staged;
  } catch (error) {
    staged.folder.remove();
    throw error;
  }
}

interface StaleFiles {
  readonly removed: readonly string[];
  readonly kept: readonly string[];
}

function replaceFiles(staged: StagedFiles, stale: StaleFiles, folder: string, before: Manifest): void {
  const after = staged.manifest;
  const claims = new Map([...before, ...after]);
  mkdirSync(folder, { recursive: true });
  if (claims.size > before.size) {
    // Names what is about to be written, so that a run cut short leaves no file that the next one takes for somebody else's.
    writeManifest(folder, claims);
  }
  for (const path of [...staged.created, ...staged.changed]) {
    staged.folder.moveOut(path);
  }
  for (const path of stale.removed) {
    removeFile(folder, path);
  }
  writeManifest(folder, new Map([...after, ...stale.kept.map((path) => [path, before.get(path) as string] as const)]));
}

function planRemovals(folder: string, before: Manifest, after: ReadonlySet<string>): StaleFiles {
  const removed: string[] = [];
  const kept: string[] = [];
  for (const [path, hash] of before) {
    if (after.has(path)) {
      continue;
    }
    const found = inspect(folder, path);
    if (found.kind === "file" && hashOf(found.bytes) === hash) {
      removed.push(path);
    } else if (found.kind !== "nothing") {
      kept.push(path);
    }
  }
  return { removed: removed.sort(), kept: kept.sort() };
}

/** Leaves an equal manifest as it is: a run that changes nothing touches nothing. */
function writeManifest(folder: string, manifest: Manifest): void {
  const file = renderManifest(manifest);
  const found = inspect(folder, MANIFEST);
  if (found.kind !== "file" || !found.bytes.equals(Buffer.from(file.content))) {
    const staging = createStagingFolder(folder);
    try {
      staging.add(file.path, Buffer.from(file.content));
      staging.moveOut(file.path);
    } finally {
      staging.remove();
    }
  }
}

function removeFile(folder: string, path: string): void {
  rmSync(join(folder, path), { force: true });
  for (let parent = dirname(path); parent !== "."; parent = dirname(parent)) {
    try {
      rmdirSync(join(folder, parent));
    } catch {
      return; // Something else is in it.
    }
  }
}
