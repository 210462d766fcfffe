import { mkdir, readdir, readlink, rename, rm, symlink } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { writeError } from "./state-folder.ts";

/**
 * Makes a link point to one of the folders beside it, at once: whoever reads through it sees all of the old or all of the new.
 */
export async function switchTo(link: string, generation: string): Promise<void> {
  const draft = `${link}.tmp`;
  try {
    await rm(draft, { force: true });
    await symlink(generation, draft);
    await rename(draft, link);
  } catch (cause) {
    throw writeError(link, cause);
  }
}

/** Name of the folder that a link points to, or undefined where there is none. */
export async function currentGeneration(link: string): Promise<string | undefined> {
  return readlink(link).then(basename, () => undefined);
}

/** Makes the first generation of a link that has none. */
export async function firstGeneration(link: string): Promise<void> {
  if ((await currentGeneration(link)) === undefined) {
    const name = `${Date.now()}`;
    try {
      await mkdir(join(dirname(link), name), { recursive: true, mode: 0o700 });
    } catch (cause) {
      throw writeError(dirname(link), cause);
    }
    await switchTo(link, name);
  }
}

/** Removes the folders beside a link that are none of those kept. */
export async function removeOtherGenerations(link: string, kept: readonly (string | undefined)[]): Promise<void> {
  const names = await readdir(dirname(link));
  const gone = names.filter((name) => name !== basename(link) && !kept.includes(name));
  await Promise.all(gone.map((name) => rm(join(dirname(link), name), { recursive: true, force: true })));
}
