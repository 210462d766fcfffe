import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { telltaleLine } from "./log-excerpt.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "log-excerpt-"));
});
afterAll(() => rm(folder, { recursive: true }));

test.each([
  [
    "an uncaught error of Node",
    "node:events:497\n  throw er;\n  ^\n\nError: listen EADDRINUSE\n    at x\nEmitted 'error' event on Server\n  code: 'X'\n}\n\nNode.js v24.1.0\n",
    "Error: listen EADDRINUSE",
  ],
  [
    "the cause that Prometheus logs",
    'level=info msg="a"\nlevel=error err="no such file"\nlevel=info msg="See you next time!"\n',
    'level=error err="no such file"',
  ],
  ["a line that speaks of an error", "starting\nsh: error: cannot do it\nbye\n", "sh: error: cannot do it"],
  ["otherwise the last line", "starting\n/bin/sh: 1: exec: /x: not found\n", "/bin/sh: 1: exec: /x: not found"],
  ["no control codes", "\u001b[31mError: red\u001b[0m\u0007\n", "Error: red"],
  ["nothing for an empty log", "", ""],
])("tells %s", async (_, log, line) => {
  await writeFile(join(folder, "log"), log);
  expect(await telltaleLine(join(folder, "log"))).toBe(line);
});

test("a long line is cut, and of a long log only the end is read", async () => {
  await writeFile(join(folder, "log"), `Error: old\n${"x".repeat(20_000)}\nlast ${"y".repeat(1000)}\n`);
  expect(await telltaleLine(join(folder, "log"))).toBe(`last ${"y".repeat(295)}…`);
});

test("a log that does not exist tells nothing", async () => {
  expect(await telltaleLine(join(folder, "absent"))).toBe("");
});
