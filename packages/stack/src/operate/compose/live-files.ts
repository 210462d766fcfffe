import { createHash } from "node:crypto";
import { chmod, readdir, readFile, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { type OutputFile, writeFiles } from "@platform/grafana-dashboards";
import { type StateFolder, writeError } from "../deployment/state-folder.ts";

/** What the containers see: always the same folder, since a container keeps the one that it was made with. */
export function liveFolder(state: StateFolder): string {
  return join(state.root, "live");
}

/**
 * Writes the files beside those in use.
 *
 * @returns name of the generation, the same for the same files
 */
export async function stageFiles(state: StateFolder, files: readonly OutputFile[]): Promise<string> {
  const hash = createHash("sha256");
  for (const { path, content } of files) {
    hash.update(`${path}\0${content}\0`);
  }
  const name = hash.digest("hex").slice(0, 16);
  const target = join(state.config, name);
  if ((await stat(target).catch(() => undefined)) === undefined) {
    const draft = `${target}.draft`;
    await rm(draft, { recursive: true, force: true });
    await writeReadable(draft, files);
    await rename(draft, target);
  }
  return name;
}

/** Makes what the containers see equal to a generation, file by file. */
export async function goLive(state: StateFolder, generation: string): Promise<void> {
  await writeReadable(liveFolder(state), await filesIn(join(state.config, generation)));
}

async function filesIn(folder: string): Promise<readonly OutputFile[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
  return Promise.all(
    paths.filter((path) => path !== ".generated.json").map(async (path) => ({ path, content: await readFile(join(folder, path), "utf8") })),
  );
}

/** A container reads them as a user of its own; who is not root comes no further than the folder of the deployment. */
async function writeReadable(folder: string, files: readonly OutputFile[]): Promise<void> {
  try {
    writeFiles(files, { folder });
    await chmod(folder, 0o755);
    for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
      await chmod(join(entry.parentPath, entry.name), entry.isDirectory() ? 0o755 : 0o644);
    }
  } catch (cause) {
    throw writeError(folder, (cause as Error).cause ?? cause);
  }
}
