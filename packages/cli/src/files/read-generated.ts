import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative, sep } from "node:path";
import type { OutputFile } from "@platform/grafana-dashboards";
import { CommandError } from "../command-error.ts";
import { exitCode } from "../exit-code.ts";

const REVISION = /^([^:]{2,}):(.+)$/s;

/**
 * The files of a folder, or of a folder as it was in a commit: `main:deploy`.
 *
 * @throws CommandError `folder_missing`, `revision_unknown`
 */
export function readGenerated(from: string): readonly OutputFile[] {
  if (statSync(from, { throwIfNoEntry: false })?.isDirectory()) {
    return readFolder(from);
  }
  const [, revision, folder] = REVISION.exec(from) ?? [];
  if (revision === undefined || folder === undefined) {
    throw new CommandError("folder_missing", `There is no folder ${JSON.stringify(from)}.`, {
      exit: exitCode.usage,
      hint: "Name a folder of generated files, or one of a commit: main:deploy.",
    });
  }
  return readRevision(revision, folder);
}

function readFolder(folder: string): readonly OutputFile[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== ".generated.json")
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => ({ path: relative(folder, path).split(sep).join("/"), content: readFileSync(path, "utf8") }));
}

/** Unpacks what git archives, so that one process reads all files. */
function readRevision(revision: string, folder: string): readonly OutputFile[] {
  const target = mkdtempSync(join(tmpdir(), "platform-diff-"));
  try {
    const archive = join(target, "files.tar");
    const git = spawnSync("git", ["archive", "--format=tar", `--output=${archive}`, "--end-of-options", `${revision}:./${folder}`], {
      encoding: "utf8",
    });
    if (git.status !== 0) {
      const why = git.error?.message ?? git.stderr.trim();
      throw new CommandError("revision_unknown", `git has no folder ${folder} in ${revision}: ${why}`, { exit: exitCode.usage });
    }
    const files = join(target, "files");
    const tar = spawnSync("tar", ["--one-top-level=files", "-xf", archive, "-C", target], { encoding: "utf8" });
    if (tar.status !== 0) {
      throw new CommandError("revision_unknown", `tar cannot unpack what git archived: ${tar.stderr}`, { exit: exitCode.environment });
    }
    return readFolder(files);
  } finally {
    rmSync(target, { recursive: true });
  }
}
