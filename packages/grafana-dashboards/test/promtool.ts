import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { OutputFile } from "../src/model/model.ts";

/** Puts files into a folder of their own and runs promtool there. */
export function promtool(args: readonly string[], files: readonly OutputFile[]): { readonly status: number | null; readonly output: string } {
  const folder = mkdtempSync(join(tmpdir(), "promtool-"));
  try {
    for (const { path, content } of files) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), content);
    }
    const { status, stdout, stderr, error } = spawnSync("promtool", args, { cwd: folder, encoding: "utf8" });
    if (error !== undefined) {
      throw error;
    }
    return { status, output: stdout + stderr };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
