import { execFileSync } from "node:child_process";
import { chmodSync, copyFileSync, cpSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { request } from "node:https";
import { join } from "node:path";
import type { OutputFile } from "@platform/grafana-dashboards";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { parse, stringify } from "yaml";
import { backupStack, deployStack, restartStack, restoreStack, stackHealth, stackStatus, webSettingsIn } from "../src/index.ts";
import { type Authority, createAuthority } from "./certificates.ts";
import { eventually, SEARCH_PATH } from "./live-programs.ts";
import { type NativePlatform, nativePlatform } from "./native-platform.ts";

vi.setConfig({ testTimeout: 180_000, hookTimeout: 120_000 });

const PASSWORD = "canary: 100 % of graphs ü";

let native: NativePlatform;
let secrets: string;
let authority: Authority;
let stranger: Authority;
let files: readonly OutputFile[];

beforeAll(async () => {
  native = await nativePlatform();
  secrets = join(native.folder, "secrets");
  mkdirSync(secrets);
  writeFileSync(join(secrets, "web-password"), `${PASSWORD}\n`, { mode: 0o600 });
  [authority, stranger] = [createAuthority(native.folder, "authority"), createAuthority(native.folder, "stranger")];
  authority.issue(secrets, { days: 30 });
  chmodSync(join(secrets, "tls-key"), 0o600);
  const web = await webSettingsIn(secrets, { tls: true });
  files = withLateAlert(native.settings.files);
  await deployStack(native.state, { ...native.settings, files, web });
});

/** With an alert that fires when Prometheus has found its Alertmanager: what fires before is sent a minute later. */
function withLateAlert(generated: readonly OutputFile[]): readonly OutputFile[] {
  const late = { name: "late", interval: "1s", rules: [{ alert: "Late", expr: `vector(time()) > ${Date.now() / 1000 + 12}` }] };
  return generated.map((file) => {
    if (file.path !== "prometheus/rules/prometheus.yml") {
      return file;
    }
    const { groups } = parse(file.content) as { groups: object[] };
    return { ...file, content: stringify({ groups: [...groups, late] }) };
  });
}

afterAll(() => native[Symbol.asyncDispose]());

const PAGES = ["/api/v1/status/buildinfo", "/api/v2/status"] as const;

test("a deployment with --protect tls: without the password nobody is answered, with it and TLS both are there", async () => {
  const ports = [native.ports.prometheus, native.ports.alertmanager];
  const ca = readFileSync(authority.certificateFile);
  for (const [index, port] of ports.entries()) {
    const path = PAGES[index] ?? "";
    const answer = await get(port, path, ca, PASSWORD);
    expect(answer.status).toBe(200);
    expect(answer.headers).toMatchObject({ "x-frame-options": "deny", "strict-transport-security": "max-age=31536000" });
    expect((await get(port, path, ca)).status).toBe(401);
    expect((await get(port, path, ca, "guessed-by-somebody")).status).toBe(401);
    expect((await get(port, "/-/ready", ca)).status).toBe(401);
    expect((await get(port, "/metrics", ca)).status).toBe(401);
    await expect(get(port, path, readFileSync(stranger.certificateFile), PASSWORD)).rejects.toThrow("unable to verify");
    const plain = await fetch(`http://127.0.0.1:${port}${path}`).then(
      ({ status }) => status,
      () => "no answer",
    );
    expect(plain).not.toBe(200);
  }
  const file = join(native.state.root, "web/web.yml");
  execFileSync("promtool", ["check", "web-config", file], { stdio: "pipe" });
  expect((statSync(file).mode & 0o777).toString(8)).toBe("600");
  expect(readFileSync(file, "utf8")).not.toContain(PASSWORD);
});

test("all that asks them has the password: health is fine, Prometheus scrapes both, and its alerts arrive", async () => {
  const report = await eventually(
    async () => {
      const found = await stackHealth(native.state);
      return found.results.some(({ check, found: text }) => check === "targets" && text === "4 up") ? found : undefined;
    },
    { seconds: 60 },
  );
  expect(report.results.filter(({ state }) => state === "wrong")).toEqual([]);
  expect(report.results.find(({ check }) => check === "own certificate")).toMatchObject({
    found: expect.stringMatching(/tls-certificate ends in (29|30) days/),
  });
  const ca = readFileSync(authority.certificateFile);
  await eventually(
    async () => ((await get(native.ports.alertmanager, "/api/v2/alerts", ca, PASSWORD)).body.includes('"alertname":"Late"') ? true : undefined),
    { seconds: 60 },
  );
});

test("whoever stands for them without their certificate is not told the password", async () => {
  const file = join(secrets, "tls-authority");
  copyFileSync(stranger.certificateFile, file);
  const { results } = await stackHealth(native.state);
  copyFileSync(authority.certificateFile, file);
  for (const name of ["prometheus", "alertmanager"]) {
    expect(results.find(({ check }) => check === `program ${name}`)).toMatchObject({
      state: "wrong",
      found: expect.stringMatching(/answers nothing$/),
    });
  }
});

test("a second deploy restarts nothing; another password is told of by health and taken by the next deploy; a backup holds none and is restored", async () => {
  const { state, settings } = native;
  authority.issue(secrets, { days: 5 });
  // Used from the next connection on: all that asks them goes on.
  const wrong = async () => (await stackHealth(state)).results.filter(({ state: is }) => is === "wrong").map(({ check }) => check);
  await eventually(async () => ((await wrong()).join() === "own certificate" ? true : undefined), { seconds: 60 });
  const web = await webSettingsIn(secrets, { tls: true });
  const again = await deployStack(state, { ...settings, files, web });
  expect(again.programs.map(({ name, done }) => `${name} ${done}`)).toEqual(["alertmanager reloaded", "node kept", "prometheus reloaded"]);

  writeFileSync(join(secrets, "web-password"), "another one of them");
  const { results } = await stackHealth(state);
  expect(results.find(({ check }) => check === "program prometheus")).toMatchObject({
    state: "wrong",
    found: expect.stringContaining("answers 401"),
    fix: `${join(secrets, "web-password")} holds another password than at the last start. Run: platform stack deploy`,
  });
  await deployStack(state, { ...settings, web });
  const ca = readFileSync(authority.certificateFile);
  expect((await get(native.ports.prometheus, PAGES[0], ca, PASSWORD)).status).toBe(401);

  const passwordFile = join(native.folder, "backup-password");
  writeFileSync(passwordFile, "correct horse battery staple", { mode: 0o600 });
  const options = { passwordFile, searchPath: SEARCH_PATH };
  await eventually(async () => backupStack(state, options).catch(() => undefined), { seconds: 60 });
  const restored = join(native.folder, "read");
  const env = { PATH: SEARCH_PATH, RESTIC_PASSWORD_FILE: passwordFile };
  execFileSync("restic", ["-r", state.backups, "--no-cache", "restore", "latest", "--target", restored], { env, stdio: "pipe" });
  expect(execFileSync("sh", ["-c", 'grep -rlE "another one of them|\\$2b\\$|PRIVATE KEY" . || true'], { cwd: restored, encoding: "utf8" })).toBe("");

  // A password that cannot be read is noticed while all still runs.
  const pids = async () => (await stackStatus(state)).programs.map(({ pid }) => pid);
  const before = await pids();
  rmSync(join(secrets, "web-password"));
  await expect(restoreStack(state, options)).rejects.toMatchObject({ code: "secret_unreadable" });
  expect(await pids()).toEqual(before);

  // The password is another one again by the time of the restore.
  writeFileSync(join(secrets, "web-password"), "the third of them", { mode: 0o600 });
  expect((await restoreStack(state, options)).started).toEqual(["alertmanager", "node", "prometheus"]);
  expect((await get(native.ports.prometheus, PAGES[0], ca, "the third of them")).status).toBe(200);
  writeFileSync(join(secrets, "web-password"), PASSWORD);
});

test("a password that cannot be read any more is named by health and by start, and a deploy without protection takes it away", async () => {
  const { state, settings } = native;
  const file = join(secrets, "web-password");
  rmSync(file);
  const { results } = await stackHealth(state);
  expect(results.find(({ check }) => check === "program alertmanager")?.found).toContain(file);
  const web = { passwordFile: file };
  await expect(deployStack(state, { ...settings, web })).rejects.toMatchObject({ code: "secret_unreadable" });
  await expect(restartStack(state)).rejects.toMatchObject({ code: "secret_unreadable" });
  expect((await get(native.ports.prometheus, PAGES[0], readFileSync(authority.certificateFile))).status).toBe(401);
  const { programs } = await deployStack(state, settings);
  expect(programs.map(({ name, done }) => `${name} ${done}`)).toEqual(["alertmanager restarted", "node kept", "prometheus restarted"]);
  expect((await fetch(`http://127.0.0.1:${native.ports.prometheus}/-/ready`)).status).toBe(200);
  writeFileSync(file, PASSWORD, { mode: 0o600 });
});

test.each<readonly [fault: string, code: string, says: string, spoil: (folder: string) => unknown]>([
  ["no password", "secret_unreadable", "web-password", (folder) => rmSync(join(folder, "web-password"))],
  ["a short one", "secret_weak", "12 characters", (folder) => writeFileSync(join(folder, "web-password"), "hunter2")],
  ["one that bcrypt cuts", "secret_too_long", "73 bytes; bcrypt reads 72", (folder) => writeFileSync(join(folder, "web-password"), "x".repeat(73))],
  ["one that every user reads", "secret_unreadable", "chmod 600", (folder) => chmodSync(join(folder, "web-password"), 0o644)],
  ["no certificate", "secret_unreadable", "tls-certificate", (folder) => rmSync(join(folder, "tls-certificate"))],
  ["a certificate that is none", "certificate_refused", "no certificate in PEM", (folder) => writeFileSync(join(folder, "tls-certificate"), "soon")],
  ["no key", "secret_unreadable", "tls-key", (folder) => rmSync(join(folder, "tls-key"))],
  ["a key that every user reads", "secret_unreadable", "chmod 600", (folder) => chmodSync(join(folder, "tls-key"), 0o644)],
  ["the key of another", "certificate_refused", "key", (folder) => copyFileSync(join(native.folder, "stranger.key"), join(folder, "tls-key"))],
  [
    "the wrong authority",
    "certificate_refused",
    "unable to verify the first certificate",
    (folder) => copyFileSync(stranger.certificateFile, join(folder, "tls-authority")),
  ],
  ["an authority that nobody knows", "certificate_refused", "unable to verify", (folder) => rmSync(join(folder, "tls-authority"))],
  ["a certificate for nobody", "certificate_refused", "for no name", (folder) => authority.issue(folder, { names: "" })],
  ["one that has ended", "certificate_refused", "expired", (folder) => authority.issue(folder, { days: 0 })],
])("protection with %s: %s, and nothing is taken for sound", async (_, code, says, spoil) => {
  const folder = join(native.folder, "spoilt");
  rmSync(folder, { recursive: true, force: true });
  cpSync(secrets, folder, { recursive: true });
  spoil(folder);
  if (existsSync(join(folder, "tls-key")) && code !== "secret_unreadable") {
    chmodSync(join(folder, "tls-key"), 0o600);
  }
  await expect(webSettingsIn(folder, { tls: true })).rejects.toMatchObject({ code, message: expect.stringContaining(says) });
});

test("a certificate that vouches for itself, for 127.0.0.1 or for all of a domain, is good", async () => {
  const folder = join(native.folder, "self");
  mkdirSync(folder);
  cpSync(join(secrets, "web-password"), join(folder, "web-password"));
  for (const [names, serverName] of [
    ["IP:127.0.0.1", undefined],
    ["DNS:*.shop.example", "prometheus.shop.example"],
  ] as const) {
    const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", join(folder, "tls-key")];
    const args = ["-x509", ...key, "-days", "2", "-subj", "/CN=shop", "-addext", `subjectAltName=${names}`, "-out", join(folder, "tls-certificate")];
    execFileSync("openssl", ["req", ...args], { stdio: "pipe" });
    chmodSync(join(folder, "tls-key"), 0o600);
    expect((await webSettingsIn(folder, { tls: true })).tls).toEqual({
      certificateFile: join(folder, "tls-certificate"),
      keyFile: join(folder, "tls-key"),
      authorityFile: join(folder, "tls-certificate"),
      ...(serverName && { serverName }),
    });
  }
});

test("a job that scrapes a Prometheus elsewhere too is refused: it would be told the password", async () => {
  const { state, settings, ports } = native;
  const files = settings.files.map((file) =>
    file.path === "prometheus/targets/prometheus.json"
      ? { ...file, content: JSON.stringify([{ targets: ["127.0.0.1:9090", "prometheus.other.example:9090"] }]) }
      : file,
  );
  const web = await webSettingsIn(secrets);
  await expect(deployStack(state, { ...settings, files, web })).rejects.toMatchObject({
    code: "config_refused",
    message: expect.stringContaining("Job prometheus scrapes prometheus.other.example:9090"),
  });
  expect((await fetch(`http://127.0.0.1:${ports.prometheus}/-/ready`)).status).toBe(200);
});

test("a restore does not take the password away: a backup of a time without one is refused", async () => {
  const { state, settings, ports } = native;
  const options = { passwordFile: join(native.folder, "backup-password"), searchPath: SEARCH_PATH };
  await eventually(async () => backupStack(state, options).catch(() => undefined), { seconds: 60 });
  await deployStack(state, { ...settings, web: await webSettingsIn(secrets) });
  await expect(restoreStack(state, options)).rejects.toMatchObject({ code: "config_refused", fix: expect.stringContaining("--protect none") });
  expect((await fetch(`http://127.0.0.1:${ports.prometheus}/-/ready`)).status).toBe(401);
});

interface Answer {
  readonly status: number | undefined;
  readonly body: string;
  readonly headers: NodeJS.Dict<string | string[]>;
}

function get(port: number, path: string, ca: Buffer, password?: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const auth = password === undefined ? {} : { auth: `platform:${password}` };
    const sent = request({ host: "127.0.0.1", port, path, ca, servername: "localhost", agent: false, ...auth }, (response) => {
      let body = "";
      response.on("data", (chunk: Buffer) => {
        body += chunk.toString();
      });
      response.on("end", () => resolve({ status: response.statusCode, body, headers: response.headers }));
    });
    sent.on("error", reject).end();
  });
}
