import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { findProgram } from "./find-program.ts";
import type { ProgramName } from "./program-catalogue.ts";

const systemPath = "/usr/local/bin:/usr/bin:/bin";
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "find-program-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function fake(name: string, script: string): Promise<void> {
  await writeFile(join(folder, name), `#!/bin/sh\n${script}\n`);
  await chmod(join(folder, name), 0o755);
}

test.each<ProgramName>(["prometheus", "alertmanager", "promtool", "amtool"])("finds the %s of this system with its version", async (name) => {
  const found = await findProgram(name, { searchPath: systemPath });
  expect(found.file).toMatch(/^\/usr\/.*bin\//);
  expect(found.version).toMatch(/^\d+\.\d+\.\d+/);
});

test("the first folder that has the program wins, and one that is no executable file is passed over", async () => {
  await fake("prometheus", 'echo "prometheus, version 3.5.0 (branch: HEAD)"');
  await writeFile(join(folder, "amtool"), "not executable");
  expect(await findProgram("prometheus", { searchPath: [folder, systemPath].join(delimiter) })).toEqual({
    name: "prometheus",
    file: join(folder, "prometheus"),
    version: "3.5.0",
  });
  expect((await findProgram("amtool", { searchPath: [folder, systemPath].join(delimiter) })).file).toMatch(/^\/usr/);
});

test("a missing program is named with the one command that installs it", async () => {
  await fake("apt-get", "exit 0");
  await rm(join(folder, "prometheus"), { force: true });
  await expect(findProgram("prometheus", { searchPath: folder })).rejects.toMatchObject({
    code: "program_missing",
    message: expect.stringMatching(/^Prometheus is not installed: .* Run: sudo apt-get install -y --no-install-recommends prometheus/),
  });
});

test("without a known package manager the fix is the download page", async () => {
  await expect(findProgram("alertmanager", { searchPath: "/nonexistent" })).rejects.toMatchObject({
    code: "program_missing",
    fix: expect.stringContaining("https://prometheus.io/download/"),
  });
});

test.each([
  ["2.41.9", "program_too_old"],
  ["1.99.0", "program_too_old"],
])("Prometheus %s is refused as too old", async (version, code) => {
  await fake("prometheus", `echo "prometheus, version ${version}+ds (branch: x)" >&2`);
  await expect(findProgram("prometheus", { searchPath: folder })).rejects.toMatchObject({ code, message: expect.stringContaining(version) });
});

test.each([
  ["answers with something else", "echo hello"],
  ["fails", "exit 1"],
])("a program of that name that %s is refused", async (_, script) => {
  await fake("prometheus", script);
  await expect(findProgram("prometheus", { searchPath: folder })).rejects.toMatchObject({ code: "program_version_unknown" });
});
