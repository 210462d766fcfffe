import { mkdirSync, renameSync, rmdirSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { OutputFile } from "../model/model.ts";
import { inspect, readManifest } from "./inspect-folder.ts";
import { hashOf, MANIFEST, type Manifest, manifestOf, renderManifest } from "./manifest.ts";
import { OutputError } from "./output-error.ts";
import { checkOutputPaths } from "./output-path.ts";

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
 * wrote and this one does not. A file that no run of ours wrote is never overwritten or removed: if one is in the way,
 * nothing is touched at all.
 *
 * @throws OutputError `path_invalid`, `path_duplicate`, `manifest_invalid`, `files_in_the_way`, `folder_unreadable`, `write_failed`
 */
export function writeFiles(files: readonly OutputFile[], { folder }: { readonly folder: string }): WrittenFiles {
  checkOutputPaths([...files.map(({ path }) => path), MANIFEST]);
  const before = readManifest(folder);
  const after = manifestOf(files);
  const plan = planFiles(files, folder, before);
  const stale = planRemovals(folder, before, after);
  const claims = new Map([...before, ...after]);
  try {
    mkdirSync(folder, { recursive: true });
    if (claims.size > before.size) {
      // Names what is about to be written, so that a run cut short leaves no file that the next one takes for somebody else's.
      writeManifest(folder, claims);
    }
    for (const file of [...plan.created, ...plan.changed]) {
      writeFile(folder, file);
    }
    for (const path of stale.removed) {
      removeFile(folder, path);
    }
    const kept = stale.kept.map((path) => [path, before.get(path) as string] as const);
    writeManifest(folder, new Map([...after, ...kept]));
  } catch (cause) {
    throw new OutputError("write_failed", `${folder} cannot be written: ${(cause as Error).message}`, { cause });
  }
  return {
    created: plan.created.map(({ path }) => path).sort(),
    changed: plan.changed.map(({ path }) => path).sort(),
    unchanged: plan.unchanged.sort(),
    overwrittenEdits: plan.overwrittenEdits.sort(),
    ...stale,
  };
}

interface FilePlan {
  readonly created: OutputFile[];
  readonly changed: OutputFile[];
  readonly unchanged: string[];
  readonly overwrittenEdits: string[];
}

function planFiles(files: readonly OutputFile[], folder: string, before: Manifest): FilePlan {
  const plan: FilePlan = { created: [], changed: [], unchanged: [], overwrittenEdits: [] };
  const inTheWay: string[] = [];
  for (const file of files) {
    const found = inspect(folder, file.path);
    const written = before.get(file.path);
    if (found.kind === "nothing") {
      plan.created.push(file);
    } else if (found.kind === "obstacle") {
      inTheWay.push(`${file.path}: ${found.is}`);
    } else if (found.bytes.equals(Buffer.from(file.content))) {
      plan.unchanged.push(file.path);
    } else if (written === undefined) {
      inTheWay.push(`${file.path}: not written by platform generate`);
    } else {
      plan.changed.push(file);
      if (written !== hashOf(found.bytes)) {
        plan.overwrittenEdits.push(file.path);
      }
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
  return plan;
}

function planRemovals(folder: string, before: Manifest, after: Manifest): { readonly removed: readonly string[]; readonly kept: readonly string[] } {
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
    writeFile(folder, file);
  }
}

function writeFile(folder: string, { path, content }: OutputFile): void {
  const target = join(folder, path);
  const temporary = join(dirname(target), `.${basename(target)}.${process.pid}.tmp`);
  mkdirSync(dirname(target), { recursive: true });
  try {
    writeFileSync(temporary, content, { flag: "wx" });
    renameSync(temporary, target);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
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
