import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { cleanupStack } from "./cleanup-stack.ts";
import { claimFolder, type StateFolder, stateFolder } from "./state-folder.ts";

vi.setConfig({ testTimeout: 60_000 });

const WAIT = { timeout: 30_000, interval: 50 };

let folder: string;
let state: StateFolder;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "stack-killed-"));
  state = stateFolder(join(folder, "state"));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("a command that is killed before a program is on record leaves no process", async () => {
  await claimFolder(state);
  const ran = join(folder, "ran");
  const program = { name: "lonely", title: "Lonely", command: ["/bin/sh", "-c", `echo > ${ran}; sleep 60`], env: {}, cwd: folder, ports: [] };
  // A pipe that nobody reads: whoever writes the record waits there.
  execFileSync("mkfifo", [join(state.run, "lonely.tmp")]);
  const command = runBeside(`const { startDaemon } = await import(${modulePath("./daemon.ts")});
await startDaemon(state, ${JSON.stringify({ ...program, readySeconds: 5, version: "1" })});`);
  const [child = 0] = await vi.waitFor(() => {
    const found = childrenOf(command.pid);
    expect(found).toHaveLength(1);
    return found;
  }, WAIT);
  await command.kill();
  await vi.waitFor(() => expect(() => process.kill(child, 0)).toThrow("ESRCH"), WAIT);
  expect(existsSync(ran)).toBe(false);
});

test("a folder that a command was making its own when it was killed is its own to the next one", async () => {
  const command = runBeside(`import fs from "node:fs/promises";
import { syncBuiltinESMExports } from "node:module";
const { mkdir } = fs;
fs.mkdir = (path, options) => (path === state.data ? process.kill(process.pid, "SIGKILL") : mkdir(path, options));
syncBuiltinESMExports();
const { claimFolder } = await import(${modulePath("./state-folder.ts")});
await claimFolder(state);`);
  expect(await command.ended).toBe("SIGKILL");
  expect(readdirSync(folder)).toEqual(["state"]);
  await claimFolder(state);
  expect(readdirSync(state.root)).toContain("config");
});

test("what a command was writing when it was killed is cleaned up with the rest", async () => {
  await claimFolder(state);
  writeFileSync(`${state.record}.tmp`, "{");
  mkdirSync(join(state.config, "1234.draft"));
  expect(await cleanupStack(state)).toMatchObject({ left: [] });
  expect(existsSync(state.root)).toBe(false);
});

/** Runs a program beside this one that has `state`. */
function runBeside(text: string) {
  const program = `const state = ${JSON.stringify(state)};\n${text}`;
  const child = spawn(process.execPath, ["--conditions=@platform/source", "--input-type=module", "-e", program], { stdio: "ignore" });
  const ended = new Promise<NodeJS.Signals | null>((resolve) => child.once("exit", (_, signal) => resolve(signal)));
  const kill = () => {
    child.kill("SIGKILL");
    return ended;
  };
  return { pid: child.pid as number, ended, kill };
}

function modulePath(path: string): string {
  return JSON.stringify(fileURLToPath(new URL(path, import.meta.url)));
}

function childrenOf(pid: number): readonly number[] {
  return execFileSync("ps", ["-A", "-o", "pid=,ppid="], { encoding: "utf8" })
    .trim()
    .split("\n")
    .map((line) => line.trim().split(/\s+/).map(Number))
    .flatMap(([child = 0, parent]) => (parent === pid ? [child] : []));
}
