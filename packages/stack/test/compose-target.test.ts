import { execFileSync } from "node:child_process";
import { appendFileSync, chmodSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { join } from "node:path";
import { parseEnv } from "node:util";
import { buildModel, renderFiles } from "@platform/grafana-dashboards";
import { expect, test, vi } from "vitest";
import {
  cleanupCompose,
  composeHealth,
  composeLogs,
  composeStatus,
  deployCompose,
  type EnvironmentError,
  restartCompose,
  startCompose,
  startStack,
  stopCompose,
  takeRunLock,
} from "../src/index.ts";
import { stackRenderers } from "../src/render.ts";
import { type ComposePlatform, composePlatform } from "./compose-platform.ts";

vi.setConfig({ testTimeout: 120_000 });

const fails = (code: string, ...says: readonly string[]) =>
  expect.objectContaining({
    name: "EnvironmentError",
    code,
    message: expect.stringMatching(new RegExp(says.map((text) => `(?=[^]*${text})`).join(""))),
  });

/** Nothing runs, and nothing says that it does. */
function untouched({ docker, state }: ComposePlatform): boolean {
  return Object.keys(docker().containers).length === 0 && !existsSync(state.record);
}

test("a deployment lives: deploy, status, stop, start, restart, logs, a second deploy that keeps what is the same, cleanup", async () => {
  await using platform = await composePlatform();
  const { state, settings } = platform;
  const first = await deployCompose(state, settings);
  expect(first.containers.map(({ name, done }) => `${name} ${done}`)).toEqual(
    expect.arrayContaining(["prometheus started", "grafana started", "volume-owners started"]),
  );
  expect(await composeStatus(state, settings)).toMatchObject({
    platform: "shop",
    phase: "deployed",
    containers: expect.arrayContaining([expect.objectContaining({ name: "loki", state: "working" })]),
  });
  expect(await composeLogs(state, { program: "loki", lines: 1 }, settings)).toEqual([{ name: "loki", lines: ["line of loki"] }]);
  await expect(composeLogs(state, { program: "mysql" }, settings)).rejects.toThrow(fails("program_unknown", "No container .mysql."));

  expect(await stopCompose(state, settings)).toContain("prometheus");
  expect((await composeStatus(state, settings)).containers.find(({ name }) => name === "prometheus")?.state).toBe("stopped");
  expect(await startCompose(state, settings)).toContain("prometheus");
  expect(await restartCompose(state, settings)).toContain("grafana");

  const again = await deployCompose(state, settings);
  expect(new Set(again.containers.map(({ done }) => done))).toEqual(new Set(["kept", "reloaded"]));
  expect(platform.docker().calls.filter((call) => call.endsWith("kill --signal SIGHUP prometheus alertmanager alloy"))).toHaveLength(1);

  writeFileSync(join(state.root, "notes.txt"), "mine");
  const dry = await cleanupCompose(state, { dryRun: true }, settings);
  expect(dry).toMatchObject({ removed: expect.arrayContaining(["container loki", "live"]), left: ["notes.txt"] });
  expect(existsSync(state.record)).toBe(true);
  await cleanupCompose(state, {}, settings);
  expect(platform.docker().containers).toEqual({});
  expect(existsSync(join(state.root, "notes.txt"))).toBe(true);
  await expect(composeStatus(state, settings)).rejects.toThrow(fails("not_deployed"));
});

test("a change of the retention makes Loki anew and Prometheus too, whose arguments name it, and nothing else", async () => {
  await using platform = await composePlatform();
  const { state, settings } = platform;
  await deployCompose(state, settings);
  const { model } = settings;
  const longer = buildModel({ ...model.platform, prometheus: { ...model.platform.prometheus, retentionDays: 60 } });
  const report = await deployCompose(state, { ...settings, model: longer, files: renderFiles(longer, stackRenderers) });
  expect(
    report.containers
      .filter(({ done }) => done === "restarted")
      .map(({ name }) => name)
      .sort(),
  ).toEqual(["loki", "prometheus"]);
});

test("containers can read what they are given, and other users of the machine come no further than its folder", async () => {
  await using platform = await composePlatform();
  const { state, settings } = platform;
  await deployCompose(state, settings);
  const mode = (path: string) => (statSync(path).mode & 0o777).toString(8);
  expect(mode(join(state.root, "live/prometheus/prometheus.yml"))).toBe("644");
  expect(mode(join(state.root, "live/prometheus"))).toBe("755");
  expect(mode(state.root)).toBe("700");
});

test("health looks at every container and all else, however much is wrong", async () => {
  await using platform = await composePlatform();
  const { state, settings } = platform;
  await deployCompose(state, settings);
  const { containers } = platform.docker();
  const { loki, grafana: _, ...rest } = containers;
  platform.tell({ containers: { ...rest, ...(loki && { loki: { ...loki, Health: "unhealthy" } }) } });
  const { healthy, results } = await composeHealth(state, settings);
  const found = Object.fromEntries(results.map(({ check, state: is }) => [check, is]));
  expect(healthy).toBe(false);
  expect(found).toMatchObject({
    deployment: "fine",
    "container loki": "wrong",
    "container grafana": "wrong",
    "container jaeger": "fine",
    "backup age": "warning",
  });
});

test.each<readonly [fault: string, code: string, says: string, spoil: (platform: ComposePlatform) => unknown]>([
  ["the engine does not run", "docker_unreachable", "sudo systemctl start docker", ({ tell }) => tell({ isStopped: true })],
  ["an old engine", "program_too_old", "Docker Engine 24.0.7 is too old; 25.0 or newer", ({ tell }) => tell({ engine: "24.0.7" })],
  ["an old Compose", "program_too_old", "Docker Compose 2.20.3 is too old; 2.24 or newer", ({ tell }) => tell({ compose: "v2.20.3" })],
  ["no password", "secret_missing", "grafana-admin-password", ({ secrets }) => rmSync(join(secrets, "grafana-admin-password"))],
  ["an empty password", "secret_missing", "grafana-admin-password", ({ secrets }) => writeFileSync(join(secrets, "grafana-admin-password"), "\n")],
  [
    "a default password",
    "secret_weak",
    "grafana-admin-password",
    ({ secrets }) => writeFileSync(join(secrets, "grafana-admin-password"), "secure_admin_password"),
  ],
  ["a short password", "secret_weak", "under 12 characters", ({ secrets }) => writeFileSync(join(secrets, "grafana-admin-password"), "hunter2")],
  ["a secret that containers cannot read", "secret_unreadable", "chmod 644", ({ secrets }) => chmodSync(join(secrets, "slack-url"), 0o600)],
  ["secrets that everybody can read", "secret_exposed", "chmod 700", ({ secrets }) => chmodSync(secrets, 0o755)],
  ["a file of variables that is not there", "file_unreadable", "\\.env\\.example", ({ settings }) => rmSync(settings.envFile ?? "")],
  [
    "a mount that is not there",
    "mount_missing",
    "socket-proxy is to see /nowhere",
    ({ settings }) => appendFileSync(settings.envFile ?? "", "DOCKER_SOCKET=/nowhere\n"),
  ],
  [
    "a folder of somebody else",
    "folder_foreign",
    "notes.txt",
    ({ state }) => {
      mkdirSync(state.root);
      writeFileSync(join(state.root, "notes.txt"), "");
    },
  ],
])("%s: one message with the fix, and nothing changed", async (_, code, says, spoil) => {
  await using platform = await composePlatform();
  spoil(platform);
  await expect(deployCompose(platform.state, platform.settings)).rejects.toThrow(fails(code, says));
  expect(untouched(platform)).toBe(true);
});

const LOGIN = "OAUTH_ISSUER_URL=https://login.shop.example\nOAUTH_CLIENT_ID=platform\nOAUTH_EMAIL_DOMAIN=shop.example\nPROXY_DOMAIN=shop.example\n";

test.each<readonly [fault: string, code: string, says: string, spoil: (platform: ComposePlatform) => unknown]>([
  [
    "two variables are not set",
    "config_refused",
    "The proxy needs OAUTH_ISSUER_URL, PROXY_DOMAIN\\.",
    ({ settings }) => writeFileSync(settings.envFile ?? "", LOGIN.replace(/https:\S+/, "").replace(/PROXY_DOMAIN=\S+/, "")),
  ],
  [
    "the secret of the provider has a line break at its end",
    "secret_unfit",
    "oauth-client-secret ends in a line break",
    ({ secrets }) => writeFileSync(join(secrets, "oauth-client-secret"), "of-the-provider-4711\n"),
  ],
  [
    "the key of the sessions is base64 of another alphabet",
    "secret_unfit",
    "oauth-cookie-secret holds no key of 16, 24 or 32 bytes",
    ({ secrets }) => writeFileSync(join(secrets, "oauth-cookie-secret"), `${Buffer.alloc(24, 0xff).toString("base64")}\n`),
  ],
  [
    "the key of the sessions has padding before a line break",
    "secret_unfit",
    "tr \\+/ _-",
    ({ secrets }) => writeFileSync(join(secrets, "oauth-cookie-secret"), `${Buffer.alloc(32, 1).toString("base64url")}=\n`),
  ],
])("a proxy that nobody could log in to, because %s, is not deployed", async (_, code, says, spoil) => {
  await using platform = await composePlatform();
  appendFileSync(platform.settings.envFile ?? "", LOGIN);
  spoil(platform);
  await expect(deployCompose(platform.state, { ...platform.settings, profiles: ["proxy"] })).rejects.toThrow(fails(code, says));
  expect(untouched(platform)).toBe(true);
});

test("the command that a message gives makes a key that OAuth2 Proxy takes, and the secret of the provider is not made up", async () => {
  await using platform = await composePlatform();
  const { state, settings, secrets } = platform;
  appendFileSync(settings.envFile ?? "", LOGIN);
  for (const name of ["oauth-cookie-secret", "oauth-client-secret"]) {
    rmSync(join(secrets, name));
  }
  const deploy = () => deployCompose(state, { ...settings, profiles: ["proxy"] });
  const { fix } = (await deploy().catch((error: unknown) => error)) as EnvironmentError;
  const command = /Those of our own: (.*)$/.exec(fix)?.[1] ?? "";
  execFileSync("/bin/sh", ["-c", command]);
  expect(readFileSync(join(secrets, "oauth-cookie-secret"), "utf8")).toMatch(/^[\w-]{32}\n$/);
  expect(existsSync(join(secrets, "oauth-client-secret"))).toBe(false);
  await expect(deploy()).rejects.toThrow(fails("secret_missing", "1 of \\d+ secrets are missing or empty: oauth-client-secret\\."));
});

test("no Docker: the message says where to get it, and how to do without", async () => {
  await using platform = await composePlatform();
  const { state, settings } = platform;
  await expect(deployCompose(state, { ...settings, searchPath: "/nowhere" })).rejects.toThrow(
    fails("program_missing", "docs\\.docker\\.com", "--target native"),
  );
});

test("a port that another program holds is named before anything starts", async () => {
  await using platform = await composePlatform();
  const { state, settings } = platform;
  const other = createServer();
  await new Promise<void>((resolve) => void other.listen(0, "127.0.0.1", resolve));
  try {
    const { port } = other.address() as AddressInfo;
    const variables = parseEnv(readFileSync(settings.envFile ?? "", "utf8"));
    writeFileSync(
      settings.envFile ?? "",
      Object.entries({ ...variables, GRAFANA_PORT: port })
        .map(([name, value]) => `${name}=${value}\n`)
        .join(""),
    );
    await expect(deployCompose(state, settings)).rejects.toThrow(fails("port_in_use", `${port} \\(wanted by grafana\\)`));
    expect(untouched(platform)).toBe(true);
  } finally {
    other.close();
  }
});

test("a configuration that its own program refuses is never used", async () => {
  await using platform = await composePlatform();
  const { state, settings } = platform;
  const broken = settings.files.map((file) =>
    file.path === "alertmanager/alertmanager.yml" ? { ...file, content: file.content.replace("receivers:", "recievers:") } : file,
  );
  await expect(deployCompose(state, { ...settings, files: broken })).rejects.toThrow(
    fails("config_refused", "alertmanager refuses its configuration"),
  );
  expect(untouched(platform)).toBe(true);
});

test("a container that ends as soon as it starts: its last words are told, and after a first deploy nothing runs", async () => {
  await using platform = await composePlatform();
  platform.tell({ failing: { loki: "mkdir /loki/chunks: permission denied" } });
  await expect(deployCompose(platform.state, platform.settings)).rejects.toThrow(
    fails("program_died", "loki ends with code 1: mkdir /loki/chunks: permission denied", "platform stack logs loki"),
  );
  expect(untouched(platform)).toBe(true);
});

test("a second deploy that fails leaves what ran before running, with its files", async () => {
  await using platform = await composePlatform();
  const { state, settings } = platform;
  const { config } = await deployCompose(state, settings);
  const longer = buildModel({ ...settings.model.platform, prometheus: { ...settings.model.platform.prometheus, retentionDays: 60 } });
  platform.tell({ isFull: true });
  await expect(deployCompose(state, { ...settings, model: longer, files: renderFiles(longer, stackRenderers) })).rejects.toThrow(
    fails("disk_full", "docker system df", "does not run again by itself", "platform stack deploy --target compose"),
  );
  platform.tell({ isFull: false });
  expect(await composeStatus(state, settings)).toMatchObject({ phase: "deploying" });
  expect(readFileSync(join(state.root, "live/loki/loki.yml"), "utf8")).toContain('retention_period: "720h"');
  expect(await deployCompose(state, settings)).toMatchObject({ config });
  expect(await composeStatus(state, settings)).toMatchObject({ phase: "deployed" });
});

test("an update: images that cannot all be loaded, or on which a container does not work, change nothing; others make anew what they are of", async () => {
  await using platform = await composePlatform();
  const { state, settings } = platform;
  const update = () => deployCompose(state, { ...settings, pull: true });
  await deployCompose(state, settings);
  const before = platform.docker().containers;
  const loki = imageOf(platform, "loki");
  const registry = `failed to resolve reference "${loki}": 503 Service Unavailable`;
  platform.tell({ newer: { [loki]: "sha256:newer" }, registry, broken: { "sha256:newer": "unknown field in loki.yml" } });
  await expect(update()).rejects.toThrow(fails("image_missing", "503 Service Unavailable"));
  expect(await composeStatus(state, settings)).toMatchObject({ phase: "deployed" });
  // Compose makes anew what stands for another image by now.
  expect(await startCompose(state, settings)).toEqual([]);
  expect(platform.docker().containers).toEqual(before);

  platform.tell({ registry: "" });
  await expect(update()).rejects.toThrow(
    fails("program_died", "loki ends with code 1: unknown field in loki.yml", "What ran before runs again\\.", "platform stack logs loki"),
  );
  expect(await composeStatus(state, settings)).toMatchObject({
    phase: "deployed",
    containers: expect.arrayContaining([expect.objectContaining({ name: "loki", state: "working" })]),
  });

  platform.tell({ newer: { [loki]: "sha256:newest" } });
  expect((await update()).containers.filter(({ done }) => done === "restarted").map(({ name }) => name)).toEqual(["loki"]);
});

function imageOf({ docker }: ComposePlatform, name: string): string {
  return docker().containers[name]?.Image ?? "";
}

test("a folder with a deployment without containers is refused, and the other way round", async () => {
  await using platform = await composePlatform();
  const { state, settings } = platform;
  await deployCompose(state, settings);
  await expect(startStack(state)).rejects.toThrow(fails("folder_foreign", "in containers"));
  writeFileSync(
    state.record,
    JSON.stringify({ format: 1, platform: "shop", phase: "deployed", config: "", programs: [], scrapeIntervalSeconds: 15 }),
  );
  await expect(deployCompose(state, settings)).rejects.toThrow(fails("folder_foreign", "without containers"));
});

test("two deploys at once: the second says so and changes nothing", async () => {
  await using platform = await composePlatform();
  const { state, settings } = platform;
  mkdirSync(state.root, { recursive: true });
  const lock = await takeRunLock(state.lockFile);
  await expect(deployCompose(state, settings)).rejects.toThrow(fails("already_running", `process ${process.pid}`));
  await lock.release();
  expect(await deployCompose(state, settings)).toMatchObject({ containers: expect.any(Array) });
});
