import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, readlinkSync, renameSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { deployStack, readComposeRecord, stackHealth, stackStatus, startStack, stopStack } from "../src/index.ts";
import { readRecord } from "../src/operate/deployment/deployment-record.ts";
import { requireDisk } from "../src/operate/deployment/state-folder.ts";
import { identityOf } from "../src/operate/native/process-identity.ts";
import { getJson, SEARCH_PATH } from "./live-programs.ts";
import { fakeProgram, type NativePlatform, nativePlatform } from "./native-platform.ts";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

let native: NativePlatform;

beforeEach(async () => {
  native = await nativePlatform();
});

afterEach(() => native[Symbol.asyncDispose]());

test("a port that is taken is named with the program that wants it, and nothing is started", async () => {
  const { state, settings, ports } = native;
  const other = createServer();
  await new Promise<void>((resolve) => void other.listen(ports.alertmanager, "127.0.0.1", resolve));
  try {
    await expect(deployStack(state, settings)).rejects.toMatchObject({
      code: "port_in_use",
      message: expect.stringContaining(`${ports.alertmanager} (wanted by Alertmanager)`),
    });
  } finally {
    other.close();
  }
  expect([readdirSync(state.config), readdirSync(state.run), existsSync(state.record)]).toEqual([[], [], false]);
});

test("a program that is not installed is named with the command that installs it, and no folder is made", async () => {
  const { state, settings, folder } = native;
  const apt = fakeProgram(folder, "apt-get", "exit 0");
  await expect(deployStack(state, { ...settings, searchPath: apt })).rejects.toMatchObject({
    code: "program_missing",
    fix: "Run: sudo apt-get install -y --no-install-recommends prometheus prometheus-alertmanager",
  });
  expect(existsSync(state.root)).toBe(false);
});

test("a disk with too little space is refused before anything is written", async () => {
  const { state } = native;
  mkdirSync(state.root);
  await expect(requireDisk(state, { leastBytes: 2 ** 60 })).rejects.toMatchObject({ code: "disk_full" });
});

test("a disk that is full while the record is written: nothing runs, and nothing is left of it", async () => {
  const { state, settings } = native;
  mkdirSync(state.root);
  // Takes every write for one to a full disk: https://man7.org/linux/man-pages/man4/full.4.html
  symlinkSync("/dev/full", `${state.record}.tmp`);
  writeFileSync(state.marker, "");
  await expect(deployStack(state, settings)).rejects.toMatchObject({ code: "disk_full", found: expect.stringContaining("deployment.json") });
  expect([readdirSync(state.run), readdirSync(state.root).filter((name) => name.startsWith("deployment"))]).toEqual([[], []]);
});

test("a record that was cut off is told of, and the way out that is named keeps the data", async () => {
  const { state, settings } = native;
  await deployStack(state, settings);
  const data = readlinkSync(state.currentData);
  const cut = readFileSync(state.record, "utf8").slice(0, 40);
  writeFileSync(state.record, cut);
  for (const command of [stackStatus, stackHealth, startStack, stopStack, (folder: typeof state) => deployStack(folder, settings)]) {
    await expect(command(state)).rejects.toMatchObject({ code: "record_unreadable", fix: expect.stringContaining("with the same options") });
  }
  renameSync(state.record, `${state.record}.damaged`);
  expect(await stopStack(state)).toEqual(expect.arrayContaining(["prometheus", "alertmanager"]));
  await deployStack(state, settings);
  expect(readlinkSync(state.currentData)).toBe(data);
});

test.each([
  ["is empty", "", "was cut off"],
  ["is no object", "[1]", "was cut off"],
  ["is of a newer version", '{"format":2,"target":"compose"}', "newer version of platform stack \\(format 2\\)"],
])("a record that %s is refused by whoever reads it", async (_, text, says) => {
  const { state } = native;
  mkdirSync(state.root);
  writeFileSync(state.record, text);
  for (const read of [readRecord, readComposeRecord]) {
    await expect(read(state)).rejects.toMatchObject({ code: "record_unreadable", found: expect.stringMatching(says) });
  }
});

test("a folder that holds somebody else's files is not used", async () => {
  const { state, settings } = native;
  mkdirSync(state.root);
  writeFileSync(join(state.root, "thesis.txt"), "years of work");
  await expect(deployStack(state, settings)).rejects.toMatchObject({ code: "folder_foreign" });
  expect(readdirSync(state.root)).toEqual(["thesis.txt"]);
});

test("of two deploys at the same time one is refused", async () => {
  const { state, settings } = native;
  const outcomes = await Promise.allSettled([deployStack(state, settings), deployStack(state, settings)]);
  expect(outcomes.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  expect(outcomes.find(({ status }) => status === "rejected")).toMatchObject({ reason: { code: "already_running" } });
  expect((await stackStatus(state)).programs.map((program) => program.state)).toEqual(["running", "running", "running"]);
});

test("a configuration that Alertmanager refuses changes nothing", async () => {
  const { state, settings, ports } = native;
  const { config } = await deployStack(state, settings);
  const files = settings.files.map((file) => (file.path.startsWith("alertmanager/") ? { ...file, content: "route: {receiver: nobody}\n" } : file));
  await expect(deployStack(state, { ...settings, files })).rejects.toMatchObject({
    code: "config_refused",
    message: expect.stringContaining("alertmanager/alertmanager.yml"),
  });
  expect(await stackStatus(state)).toMatchObject({ phase: "deployed", config });
  const { config: running } = await getJson<{ config: { original: string } }>(`http://127.0.0.1:${ports.alertmanager}/api/v2/status`);
  expect(running.original).toContain("unrouted");
  expect(readdirSync(state.config).sort()).toEqual([config, "current"].sort());
});

test("when a new version of a program does not start, the old one runs again", async () => {
  const { state, settings, folder } = native;
  await deployStack(state, settings);
  const before = readFileSync(state.record, "utf8");
  const broken = fakeProgram(
    folder,
    "prometheus-alertmanager",
    'case "$1" in --version) echo "alertmanager, version 0.99.0";; *) echo "level=error msg=broken"; exit 7;; esac',
  );
  await expect(deployStack(state, { ...settings, searchPath: `${broken}:${SEARCH_PATH}` })).rejects.toMatchObject({
    code: "program_died",
    message: expect.stringMatching(/exit code 7.*What ran before runs again\./s),
  });
  expect(readFileSync(state.record, "utf8")).toBe(before);
  expect((await stackStatus(state)).programs).toMatchObject([
    { name: "alertmanager", version: "0.25.0", state: "running" },
    { state: "running" },
    { state: "running" },
  ]);
});

test("a number that now belongs to another process is not taken for a program of ours", async () => {
  const { state, settings } = native;
  await deployStack(state, settings);
  await stopStack(state);
  const stranger = spawn("sleep", ["60"]);
  try {
    const [pid, start] = (await identityOf(stranger.pid as number)).split(" ");
    writeFileSync(join(state.run, "prometheus"), `${pid} ${Number(start) - 1} 0000\n`);
    expect((await stackStatus(state)).programs.map((program) => program.state)).toEqual(["stopped", "stopped", "stopped"]);
    expect(await stopStack(state)).toEqual([]);
    expect(stranger.exitCode).toBeNull();
  } finally {
    stranger.kill();
  }
});

test("a start of which one program fails stops those that it started", async () => {
  const { state, settings, ports } = native;
  await deployStack(state, settings);
  await stopStack(state);
  writeFileSync(join(state.currentConfig, "prometheus/prometheus.yml"), "global: {scrape_interval: never}\n");
  await expect(startStack(state)).rejects.toMatchObject({ code: "program_died", message: expect.stringContaining("prometheus.yml") });
  expect((await stackStatus(state)).programs.map((program) => program.state)).toEqual(["stopped", "stopped", "stopped"]);
  await expect(fetch(`http://127.0.0.1:${ports.alertmanager}/`)).rejects.toThrow();
  expect(await stackHealth(state)).toMatchObject({ healthy: false });
});
