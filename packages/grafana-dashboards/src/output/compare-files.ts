import type { OutputFile } from "../model/model.ts";
import { inspect, readManifest } from "./inspect-folder.ts";
import { hashOf, MANIFEST, renderManifest } from "./manifest.ts";
import { checkOutputPaths } from "./output-path.ts";

/** How a folder departs from what would be generated. */
export interface Difference {
  readonly path: string;
  /** `stray`: written by an earlier run, and generated no more. */
  readonly state: "missing" | "differs" | "stray";
}

/**
 * Compares a folder with what would be written there, byte by byte, and touches nothing.
 *
 * @returns every difference, by path; empty if the folder is up to date
 * @throws OutputError `path_invalid`, `path_duplicate`, `manifest_invalid`, `folder_unreadable`
 */
export function compareFiles(files: readonly OutputFile[], { folder }: { readonly folder: string }): readonly Difference[] {
  checkOutputPaths([...files.map(({ path }) => path), MANIFEST]);
  const expected = new Map<string, string>();
  const differences: Difference[] = [];
  const compare = (path: string, bytes: Buffer) => {
    const found = inspect(folder, path);
    if (found.kind === "nothing") {
      differences.push({ path, state: "missing" });
    } else if (found.kind === "obstacle" || !found.bytes.equals(bytes)) {
      differences.push({ path, state: "differs" });
    }
  };
  for (const { path, content } of files) {
    const bytes = Buffer.from(content);
    expected.set(path, hashOf(bytes));
    compare(path, bytes);
  }
  compare(MANIFEST, Buffer.from(renderManifest(expected).content));
  for (const path of readManifest(folder).keys()) {
    if (!expected.has(path) && inspect(folder, path).kind !== "nothing") {
      differences.push({ path, state: "stray" });
    }
  }
  return differences.sort((one, other) => (one.path < other.path ? -1 : 1));
}
