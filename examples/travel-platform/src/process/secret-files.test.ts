import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const PRELOAD = fileURLToPath(new URL("secret-files.ts", import.meta.url));

test("a program finds the content of a secret's file in its variable, without the line feed at its end", () => {
  const folder = mkdtempSync(join(tmpdir(), "secret-files-"));
  try {
    const file = join(folder, "password");
    writeFileSync(file, "correct horse\n");
    const program = "console.log(JSON.stringify(process.env.PGPASSWORD))";
    const args = ["--import", PRELOAD, "--eval", program];
    expect(execFileSync(process.execPath, args, { env: { PGPASSWORD_FILE: file }, encoding: "utf8" })).toBe('"correct horse"\n');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
