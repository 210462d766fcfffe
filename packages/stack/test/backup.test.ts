import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, existsSync, globSync, mkdirSync, readdirSync, readFileSync, readlinkSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import {
  type BackupOptions,
  backupStack,
  cleanupStack,
  deployStack,
  restoreStack,
  stackHealth,
  stackStatus,
  startStack,
  stateFolder,
} from "../src/index.ts";
import { MANIFEST_FILE } from "../src/operate/backup/manifest.ts";
import { eventually, getJson, SEARCH_PATH } from "./live-programs.ts";
import { type NativePlatform, nativePlatform } from "./native-platform.ts";
import { OWN_ENTRY, runBeside } from "./run-beside.ts";

vi.setConfig({ testTimeout: 240_000, hookTimeout: 120_000 });

const SILENCE = "night-work";

let native: NativePlatform;
let options: BackupOptions;
let backup: Awaited<ReturnType<typeof backupStack>>;
let remote: string;

/** One deployment with data and a silence, backed up here and elsewhere, in repositories that hold older backups and those of others. */
beforeAll(async () => {
  native = await nativePlatform();
  const { folder, state, settings, ports } = native;
  const passwordFile = join(folder, "backup-password");
  writeFileSync(passwordFile, "correct horse battery staple\n", { mode: 0o600 });
  remote = join(folder, "elsewhere");
  options = { passwordFile, searchPath: SEARCH_PATH, remote };
  await deployStack(state, settings);
  restic(state.backups, "init");
  snapshotFrom(state.backups, 40, "--tag", "platform-stack");
  snapshotFrom(state.backups, 40, "--tag", "holidays");
  restic(remote, "init", "--from-repo", state.backups, "--copy-chunker-params");
  snapshotFrom(remote, 40, "--tag", "platform-stack");
  snapshotFrom(remote, 100, "--tag", "platform-stack");
  await post(`http://127.0.0.1:${ports.alertmanager}/api/v2/silences`, silence());
  await eventually(async () => ((await samplesOf("checkout")) >= 4 ? true : undefined), { seconds: 60 });
  backup = await backupStack(state, options);
});

afterAll(() => native[Symbol.asyncDispose]());

test("backups are kept for 30 days here and 90 days elsewhere, and those of others are left alone", () => {
  const kept = (location: string) => snapshotsOf(location).map(({ tags, days }) => `${tags.join()} ${days}`);
  expect(kept(native.state.backups).sort()).toEqual(["holidays 40", "platform-stack 0"]);
  expect(kept(remote).sort()).toEqual(["platform-stack 0", "platform-stack 40"]);
});

test("the age of the last backup is a metric, and part of health", async () => {
  const text = await (await fetch(`http://127.0.0.1:${native.ports.node}/metrics`)).text();
  expect(Number(/^platform_backup_last_success_timestamp_seconds (\S+)$/m.exec(text)?.[1])).toBeGreaterThan(Date.now() / 1000 - 600);
  expect(text).toMatch(/^node_textfile_scrape_error 0$/m);
  const { results } = await stackHealth(native.state);
  expect(results.find(({ check }) => check === "backup age")).toMatchObject({ state: "fine", found: "0.0 hours" });
});

test("a restore can be proved without changing anything", async () => {
  const before = fingerprint();
  const { started, proved, snapshot } = await restoreStack(native.state, { ...options, verify: true });
  expect({ started, proved, snapshot: backup.snapshot.startsWith(snapshot) }).toEqual({ started: [], proved: 4, snapshot: true });
  expect(fingerprint()).toBe(before);
});

test("a wrong key opens nothing and changes nothing", async () => {
  const passwordFile = join(native.folder, "other-password");
  writeFileSync(passwordFile, "incorrect horse battery\n", { mode: 0o600 });
  const before = fingerprint();
  await expect(restoreStack(native.state, { ...options, passwordFile })).rejects.toMatchObject({ code: "backup_key_wrong" });
  await expect(backupStack(native.state, { ...options, passwordFile })).rejects.toMatchObject({ code: "backup_key_wrong" });
  expect(fingerprint()).toBe(before);
});

test.each([
  ["secret_unreadable", "missing", undefined, 0o600],
  ["secret_weak", "short", "tiny1", 0o600],
  ["secret_weak", "the one of an example", "secure_admin_password", 0o600],
  ["secret_unreadable", "open to all users", "correct horse battery staple", 0o644],
])("%s: a password that is %s is refused and not shown", async (code, _, text, mode) => {
  const passwordFile = join(native.folder, `password-${mode}-${text?.length}`);
  if (text !== undefined) {
    writeFileSync(passwordFile, text, { mode });
  }
  const error = await backupStack(native.state, { ...options, passwordFile }).catch((thrown: Error & { code: string }) => thrown);
  expect(error).toMatchObject({ code });
  expect(text !== undefined && (error as Error).message.includes(text)).toBe(false);
});

test("one flipped bit in any file of a backup fails the restore, and nothing is changed", async () => {
  const [sound, damaged] = [join(native.folder, "sound"), join(native.folder, "damaged")];
  restic(sound, "init");
  restic(sound, "copy", "--from-repo", native.state.backups, backup.snapshot);
  const files = globSync("{data/*,index,snapshots}/*", { cwd: sound }).filter((path) => statSync(join(sound, path)).isFile());
  expect(new Set(files.map((path) => path.split("/")[0]))).toEqual(new Set(["data", "index", "snapshots"]));
  const before = fingerprint();
  for (const path of files) {
    rmSync(damaged, { recursive: true, force: true });
    cpSync(sound, damaged, { recursive: true });
    const bytes = readFileSync(join(damaged, path));
    const middle = bytes.length >> 1;
    bytes.writeUInt8(bytes.readUInt8(middle) ^ 1, middle);
    rmSync(join(damaged, path));
    writeFileSync(join(damaged, path), bytes);
    await expect(restoreStack(native.state, { ...options, repository: damaged }), path).rejects.toMatchObject({
      code: expect.stringMatching(/^backup_(failed|missing)$/),
    });
    expect(fingerprint(), path).toBe(before);
  }
});

test("what a backup that was ended in its middle has left does not stay, nor does what a failed one has made", async () => {
  const snapshots = join(native.state.currentData, "prometheus/snapshots");
  const left = () => (existsSync(snapshots) ? readdirSync(snapshots) : []);
  mkdirSync(join(snapshots, "20200102T000000Z-0000000000000000"), { recursive: true });
  await backupStack(native.state, options);
  expect(left()).toEqual([]);
  writeFileSync(native.state.staging, "in the way");
  await expect(backupStack(native.state, options)).rejects.toMatchObject({ code: "folder_unwritable" });
  expect(left()).toEqual([]);
});

test("of several platforms in a repository the one that is deployed is restored; where none is, one must be chosen", async () => {
  const shared = join(native.folder, "shared");
  restic(shared, "init");
  restic(shared, "copy", "--from-repo", native.state.backups, backup.snapshot);
  snapshotFrom(shared, -1, "--tag", "platform-stack", "--host", "another");
  const verify = { ...options, repository: shared, verify: true };
  expect(await restoreStack(native.state, verify)).toMatchObject({ proved: 4 });
  const nothing = stateFolder(join(native.folder, "nothing"));
  const [ours] = snapshotsOf(shared).filter(({ days }) => days === 0);
  await expect(restoreStack(nothing, verify)).rejects.toMatchObject({
    code: "backup_ambiguous",
    message: expect.stringMatching(`another \\w{8} of \\S+, shop ${ours?.id} of `),
    fix: "Choose one with --snapshot.",
  });
  expect(existsSync(nothing.root)).toBe(false);
  expect(await restoreStack(nothing, { ...verify, snapshot: ours?.id ?? "" })).toMatchObject({ proved: 4 });
});

test("a restore that is killed while it reads leaves everything as it was, and what still writes then reaches no later one", async () => {
  const { state } = native;
  const before = fingerprint();
  const command = restoreBeside("");
  // Its folder is there from the first moment of reading, which takes longer than to look again.
  const started = performance.now();
  const leftBehind = () => (existsSync(state.staging) ? readdirSync(state.staging) : []);
  while (leftBehind().length === 0 && performance.now() - started < 60_000) {
    await sleep(5);
  }
  command.kill("SIGKILL");
  await command.ended;
  expect(fingerprint()).toBe(before);
  expect((await stackStatus(state)).programs.every(({ state }) => state === "running")).toBe(true);
  const [left = "none"] = leftBehind();
  const writer = setInterval(() => {
    mkdirSync(join(state.staging, left), { recursive: true });
    writeFileSync(join(state.staging, left, MANIFEST_FILE), "{}");
  }, 20);
  try {
    expect(await restoreStack(state, { ...options, verify: true })).toMatchObject({ proved: 4 });
  } finally {
    clearInterval(writer);
    rmSync(state.staging, { recursive: true, force: true });
  }
});

test.each([
  ["deploy", async () => (await deployStack(native.state, native.settings)).programs.map(({ name, done }) => `${name} ${done}`)],
  ["restore", async () => (await restoreStack(native.state, options)).started.map((name) => `${name} started`)],
])("after a restore that is killed while it swaps the data, a %s makes all of it run again", async (_, repair) => {
  const { state } = native;
  const record = readFileSync(state.record, "utf8");
  const command = restoreBeside(`import fs from "node:fs/promises";
import { syncBuiltinESMExports } from "node:module";
const { rename } = fs;
fs.rename = (from, to) => (to === state.record ? process.kill(process.pid, "SIGKILL") : rename(from, to));
syncBuiltinESMExports();`);
  expect(await command.ended).toBe("SIGKILL");
  expect(readFileSync(state.record, "utf8")).toBe(record);
  expect((await stackStatus(state)).programs.map(({ state }) => state)).toEqual(["stopped", "stopped", "stopped"]);
  expect((await repair()).toSorted()).toEqual(["alertmanager started", "node started", "prometheus started"]);
  expect(await samplesOf("checkout", backedUpAt())).toBeGreaterThan(0);
  await eventually(async () => ((await stackHealth(state)).healthy ? true : undefined), { seconds: 60 });
});

test("after a restore that is killed before the silences are back, the next start brings them", async () => {
  const { state, ports } = native;
  const command = restoreBeside(`import fs from "node:fs/promises";
import { syncBuiltinESMExports } from "node:module";
const { readFile } = fs;
fs.readFile = (path, options) => (path === state.silences ? process.kill(process.pid, "SIGKILL") : readFile(path, options));
syncBuiltinESMExports();`);
  expect(await command.ended).toBe("SIGKILL");
  const api = `http://127.0.0.1:${ports.alertmanager}/api/v2`;
  const active = async () =>
    (await getJson<{ id: string; comment: string; status: { state: string } }[]>(`${api}/silences`)).filter(
      ({ status }) => status.state === "active",
    );
  // Alertmanager's own file has those that were a minute old.
  for (const { id } of await active()) {
    await fetch(`${api}/silence/${id}`, { method: "DELETE" });
  }
  expect(await active()).toEqual([]);
  expect(await startStack(state)).toEqual([]);
  expect(await active()).toMatchObject([{ comment: SILENCE }]);
  expect(existsSync(state.silences)).toBe(false);
});

test("what is destroyed comes back with its data, its silences and its programs", async () => {
  const { state, ports } = native;
  const at = Date.now() / 1000;
  const samples = await samplesOf("checkout", at - 10);
  await cleanupStack(state);
  expect(readdirSync(state.root).sort()).toEqual([".platform-stack", "backups"]);
  await expect(fetch(`http://127.0.0.1:${ports.prometheus}`)).rejects.toThrow();
  const { started, proved } = await restoreStack(state, options);
  expect({ started, proved }).toEqual({ started: ["alertmanager", "node", "prometheus"], proved: 4 });
  expect(samples).toBeGreaterThan(0);
  expect(await samplesOf("checkout", backedUpAt())).toBeGreaterThan(0);
  const silences = await getJson<{ comment: string; status: { state: string } }[]>(`http://127.0.0.1:${ports.alertmanager}/api/v2/silences`);
  expect(silences).toMatchObject([{ comment: SILENCE, status: { state: "active" } }]);
  await eventually(async () => ((await stackHealth(state)).healthy ? true : undefined), { seconds: 60 });
});

/** A restore in a process of its own. @param prelude - runs in it first, and has `state` */
function restoreBeside(prelude: string) {
  return runBeside(`const state = ${JSON.stringify(native.state)};
${prelude}
const { restoreStack } = await import(${OWN_ENTRY});
await restoreStack(state, ${JSON.stringify(options)});`);
}

/** The data and the settings in use, and the processes on them. */
function fingerprint(): string {
  const { state } = native;
  const hash = createHash("sha256");
  for (const text of [
    readlinkSync(state.currentData),
    readlinkSync(state.currentConfig),
    readFileSync(state.record),
    ...readdirSync(state.run).map((name) => readFileSync(join(state.run, name))),
  ]) {
    hash.update(text);
  }
  return `${hash.digest("hex")} ${readdirSync(state.data).join()}`;
}

async function samplesOf(job: string, at = Date.now() / 1000): Promise<number> {
  const query = encodeURIComponent(`sum(count_over_time(up{job="${job}"}[1h]))`);
  const url = `http://127.0.0.1:${native.ports.prometheus}/api/v1/query?query=${query}&time=${at}`;
  const { data } = await getJson<{ data: { result: { value: [number, string] }[] } }>(url);
  return Number(data.result[0]?.value[1] ?? 0);
}

function backedUpAt(): number {
  return Number(snapshotsOf(native.state.backups).find(({ tags }) => tags.includes("platform-stack"))?.time) / 1000;
}

function restic(location: string, ...args: readonly string[]): string {
  const env = { PATH: SEARCH_PATH, RESTIC_PASSWORD_FILE: options.passwordFile, RESTIC_FROM_PASSWORD_FILE: options.passwordFile };
  return execFileSync("restic", ["-r", location, "--no-cache", ...args], { env, encoding: "utf8" });
}

function snapshotFrom(location: string, days: number, ...tags: readonly string[]): void {
  const source = join(native.folder, "old");
  mkdirSync(source, { recursive: true });
  writeFileSync(join(source, "file"), "old");
  const time = new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 19).replace("T", " ");
  restic(location, "backup", "--time", time, "--host", "shop", ...tags, source);
}

function snapshotsOf(location: string) {
  const all = JSON.parse(restic(location, "snapshots", "--json")) as { short_id: string; time: string; tags: string[] }[];
  return all.map(({ short_id, time, tags }) => ({
    id: short_id,
    tags,
    time: Date.parse(time),
    days: Math.round((Date.now() - Date.parse(time)) / 86_400_000),
  }));
}

function silence() {
  const [startsAt, endsAt] = [new Date().toISOString(), new Date(Date.now() + 7_200_000).toISOString()];
  return { matchers: [{ name: "job", value: "checkout", isRegex: false }], startsAt, endsAt, createdBy: "test", comment: SILENCE };
}

async function post(url: string, body: unknown): Promise<void> {
  const { status } = await fetch(url, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
  expect(status).toBe(200);
}
