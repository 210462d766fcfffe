import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { ensureRepository, openRepository } from "../src/operate/backup/restic.ts";
import { SEARCH_PATH } from "./live-programs.ts";

const FORGET = ["forget", "--keep-last", "1", "--prune"];

test("a restic that was killed locks nobody out, and one that works is not disturbed", { timeout: 60_000 }, async () => {
  const folder = await mkdtemp(join(tmpdir(), "stack-locks-"));
  const [location, passwordFile] = [join(folder, "repository"), join(folder, "password")];
  await writeFile(passwordFile, "u9Kq2mZr7TxWv4Lp\n", { mode: 0o600 });
  const env = { PATH: SEARCH_PATH, RESTIC_PASSWORD_FILE: passwordFile };
  const args = ["-r", location, "--no-cache", "backup", "--stdin", "--stdin-filename", "endless"];
  try {
    const repository = await openRepository({ location, passwordFile, searchPath: SEARCH_PATH });
    await ensureRepository(repository);
    const working = spawn("restic", args, { env, stdio: ["pipe", "ignore", "ignore"] });
    const locks = () => readdir(join(location, "locks"));
    await vi.waitUntil(async () => (await locks()).length === 1, { timeout: 30_000 });
    await expect(repository.run(FORGET)).rejects.toMatchObject({
      code: "backup_failed",
      found: expect.stringMatching(new RegExp(`^Another restic works in .*locked.* by PID ${working.pid} `)),
    });
    expect(await locks()).toHaveLength(1);
    working.kill("SIGKILL");
    await once(working, "exit");
    expect(await locks()).toHaveLength(1);
    await repository.run(FORGET);
    expect(await locks()).toEqual([]);
  } finally {
    await rm(folder, { recursive: true });
  }
});
