import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { takeRunLock } from "./run-lock.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "run-lock-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test("a second run is refused while the first holds the lock, and may run after it", async () => {
  const file = join(folder, "deep", "run.lock");
  const lock = await takeRunLock(file);
  await expect(takeRunLock(file)).rejects.toMatchObject({ code: "already_running", message: expect.stringContaining(`process ${process.pid}`) });
  await lock.release();
  const next = await takeRunLock(file);
  await next.release();
  expect(await readdir(join(folder, "deep"))).toEqual([]);
});

test("a lock whose process was killed is taken over", async () => {
  const file = join(folder, "run.lock");
  const other = spawn("sleep", ["60"]);
  await takeRunLock(file, { pid: other.pid as number });
  await expect(takeRunLock(file)).rejects.toMatchObject({ code: "already_running" });
  other.kill("SIGKILL");
  await once(other, "exit");
  const lock = await takeRunLock(file);
  await lock.release();
});

test("a lock whose process id went to another process is taken over", async () => {
  const file = join(folder, "run.lock");
  await writeFile(file, `${process.pid} 1\n`);
  const lock = await takeRunLock(file);
  await lock.release();
});

test.each(["", "rubbish\n", "0 -\n"])("a damaged lock file (%j) stops nobody", async (content) => {
  const file = join(folder, "run.lock");
  await writeFile(file, content);
  await (await takeRunLock(file)).release();
});

test("of many runs that find a stale lock at once, one gets it", async () => {
  const file = join(folder, "run.lock");
  await writeFile(file, "999999999 1\n");
  const results = await Promise.allSettled(Array.from({ length: 20 }, () => takeRunLock(file)));
  expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  expect(await readdir(folder)).toEqual(["run.lock"]);
});

test("a folder that cannot be made is named", async () => {
  await writeFile(join(folder, "file"), "");
  await expect(takeRunLock(join(folder, "file", "run.lock"))).rejects.toMatchObject({
    code: "folder_unwritable",
    message: expect.stringContaining(folder),
  });
});
