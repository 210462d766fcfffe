import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { backupCompose, composeHealth, deployCompose, restoreCompose, startCompose } from "../src/index.ts";
import { type ComposePlatform, composePlatform } from "./compose-platform.ts";
import { OWN_ENTRY, runBeside } from "./run-beside.ts";

vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

let platform: ComposePlatform;
let volumes: string;
let bin: string;
let options: { readonly passwordFile: string; readonly searchPath: string };

const inGrafana = (name: string) => join(volumes, "grafana", name);
const checked = async (name: string) => (await composeHealth(platform.state, platform.settings)).results.find(({ check }) => check === name);

beforeAll(async () => {
  platform = await composePlatform();
  const { state, settings, secrets } = platform;
  platform.tell({ isLive: true });
  await deployCompose(state, settings);
  volumes = join(dirname(secrets), "volumes");
  bin = settings.searchPath.split(delimiter)[0] ?? "";
  mkdirSync(join(volumes, "grafana"), { recursive: true });
  writeFileSync(inGrafana("grafana.db"), "users");
  const passwordFile = join(secrets, "backup-password");
  writeFileSync(passwordFile, "p8Ws3nXc6Jd1Qz0v\n");
  chmodSync(passwordFile, 0o600);
  options = { passwordFile, searchPath: settings.searchPath };
  // Prometheus has data once it has scraped everything for a while.
  await vi.waitUntil(
    async () =>
      backupCompose(state, options, settings).then(
        () => true,
        () => false,
      ),
    { timeout: 120_000, interval: 1000 },
  );
});

afterAll(() => platform[Symbol.asyncDispose]());

test("what runs in containers is backed up while Grafana alone stands still, and its age is part of health", async () => {
  const health = await composeHealth(platform.state, platform.settings);
  expect(
    health.results
      .filter(({ check }) => ["configuration", "receivers", "backup age"].includes(check))
      .map(({ check, state: is }) => `${check} ${is}`)
      .sort(),
  ).toEqual(["backup age fine", "configuration fine", "receivers fine"]);
  const stillness = platform.docker().calls.flatMap((call) => /(?<verb>(?:un)?pause) grafana$/.exec(call)?.groups?.verb ?? []);
  expect(stillness).toEqual(["pause", "unpause"]);
});

test("a backup that is killed while Grafana stands still: health says so, and the next start lets it go on", async () => {
  platform.tell({ killsAt: "cp grafana:" });
  expect(await beside("backupCompose")).toBe("SIGKILL");
  await vi.waitUntil(() => platform.docker().killsAt === undefined, { timeout: 30_000 });
  expect(await checked("container grafana")).toMatchObject({
    state: "wrong",
    found: "stands still: a backup was ended in its middle",
    fix: expect.stringContaining("platform stack start"),
  });
  expect(await startCompose(platform.state, platform.settings)).toEqual(["grafana"]);
  expect(await checked("container grafana")).toMatchObject({ state: "fine" });
});

test("a backup is put back after a loss", async () => {
  const { state, settings } = platform;
  expect(await restoreCompose(state, { ...options, verify: true }, settings)).toMatchObject({ started: [], proved: expect.any(Number) });
  writeFileSync(inGrafana("grafana.db"), "broken");
  const report = await restoreCompose(state, options, settings);
  expect(report.started).toEqual(expect.arrayContaining(["prometheus", "grafana"]));
  expect(readFileSync(inGrafana("grafana.db"), "utf8")).toBe("users");
  expect(readdirSync(join(volumes, "prometheus")).filter((name) => name.startsWith(".before-restore"))).toEqual([]);
});

test("a restore that is killed while it copies: nothing starts on half a copy, and the next restore makes it whole", async () => {
  const { state, settings } = platform;
  // Ends the command when the data of Prometheus are copied and those of Grafana are not.
  const pidFile = join(bin, "caller");
  writeFileSync(
    join(bin, "cp"),
    `#!/bin/sh\ncase "$*" in *grafana*) rm "$0"; pid=$(cat '${pidFile}'); grep -q restoreCompose "/proc/$pid/cmdline" && kill -KILL "$pid"; exit 1;; esac\nexec /bin/cp "$@"\n`,
    {
      mode: 0o755,
    },
  );
  expect(await beside("restoreCompose", (pid) => writeFileSync(pidFile, String(pid)))).toBe("SIGKILL");
  await vi.waitUntil(() => !existsSync(join(bin, "cp")), { timeout: 30_000 });
  rmSync(pidFile);
  const refused = expect.objectContaining({ code: "restore_unfinished", fix: expect.stringContaining("platform stack restore") });
  await expect(deployCompose(state, settings)).rejects.toThrow(refused);
  await expect(startCompose(state, settings)).rejects.toThrow(refused);
  await expect(backupCompose(state, options, settings)).rejects.toThrow(refused);
  expect(await checked("deployment")).toMatchObject({ state: "wrong", found: expect.stringContaining("a restore was ended in its middle") });
  expect((await restoreCompose(state, options, settings)).started).toContain("grafana");
  expect(readFileSync(inGrafana("grafana.db"), "utf8")).toBe("users");
  expect(await startCompose(state, settings)).toEqual([]);
});

test("a restore that fails while it moves data, or whose containers do not work, brings back what was there", async () => {
  const { state, settings } = platform;
  writeFileSync(inGrafana("grafana.db"), "newer");
  writeFileSync(inGrafana("plugins"), "newer");
  // Ends the move of Grafana's data after the first of its files.
  writeFileSync(
    join(bin, "mv"),
    `#!/bin/sh\n/bin/mv "$@"\ncase "$1" in */grafana/*) rm "$0"; grep -qx find "/proc/$PPID/comm" && kill -KILL "$PPID";; esac\n`,
    { mode: 0o755 },
  );
  await expect(restoreCompose(state, options, settings)).rejects.toThrow();
  expect(existsSync(join(bin, "mv"))).toBe(false);
  expect(["grafana.db", "plugins"].map((name) => readFileSync(inGrafana(name), "utf8"))).toEqual(["newer", "newer"]);

  platform.tell({
    failing: { loki: "no space" },
    containers: Object.fromEntries(Object.entries(platform.docker().containers).filter(([name]) => name !== "loki")),
  });
  await expect(restoreCompose(state, options, settings)).rejects.toThrow(expect.objectContaining({ code: "program_died" }));
  expect(readFileSync(inGrafana("grafana.db"), "utf8")).toBe("newer");
  expect(await checked("deployment")).toMatchObject({ state: "fine" });
  await expect(restoreCompose(state, { ...options, snapshot: "ffffffff" }, settings)).rejects.toThrow(
    expect.objectContaining({ code: "backup_missing" }),
  );
});

/** The same in a process of its own. @param begun - is told its number before it begins @returns the signal that ended it */
function beside(verb: "backupCompose" | "restoreCompose", begun: (pid: number) => void = () => {}): Promise<NodeJS.Signals | null> {
  const { state, settings } = platform;
  const { searchPath, environment } = settings;
  const { pid, ended } = runBeside(`const { ${verb} } = await import(${OWN_ENTRY});
await ${verb}(${JSON.stringify(state)}, ${JSON.stringify(options)}, ${JSON.stringify({ searchPath, environment })});`);
  begun(pid);
  return ended;
}
