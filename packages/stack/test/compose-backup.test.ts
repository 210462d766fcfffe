import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { expect, test, vi } from "vitest";
import { backupCompose, composeHealth, deployCompose, restoreCompose } from "../src/index.ts";
import { composePlatform } from "./compose-platform.ts";

vi.setConfig({ testTimeout: 240_000 });

test("what runs in containers is backed up, proved, put back after its loss, and left alone by a backup that does not start", async () => {
  await using platform = await composePlatform();
  const { state, settings, secrets } = platform;
  platform.tell({ isLive: true });
  await deployCompose(state, settings);
  const volumes = join(dirname(secrets), "volumes");
  mkdirSync(join(volumes, "grafana"), { recursive: true });
  writeFileSync(join(volumes, "grafana/grafana.db"), "users");
  const passwordFile = join(secrets, "backup-password");
  writeFileSync(passwordFile, "p8Ws3nXc6Jd1Qz0v\n");
  chmodSync(passwordFile, 0o600);
  const options = { passwordFile, searchPath: settings.searchPath };

  // Prometheus has data once it has scraped everything for a while.
  await vi.waitUntil(
    async () =>
      backupCompose(state, options, settings).then(
        () => true,
        () => false,
      ),
    { timeout: 120_000, interval: 1000 },
  );
  const health = await composeHealth(state, settings);
  expect(
    health.results
      .filter(({ check }) => ["configuration", "receivers", "backup age"].includes(check))
      .map(({ check, state: is }) => `${check} ${is}`)
      .sort(),
  ).toEqual(["backup age fine", "configuration fine", "receivers fine"]);
  const stillness = platform.docker().calls.flatMap((call) => /(?<verb>(?:un)?pause) grafana$/.exec(call)?.groups?.verb ?? []);
  expect(stillness).toEqual(["pause", "unpause"]);

  expect(await restoreCompose(state, { ...options, verify: true }, settings)).toMatchObject({ started: [], proved: expect.any(Number) });
  writeFileSync(join(volumes, "grafana/grafana.db"), "broken");
  const report = await restoreCompose(state, options, settings);
  expect(report.started).toEqual(expect.arrayContaining(["prometheus", "grafana"]));
  expect(readFileSync(join(volumes, "grafana/grafana.db"), "utf8")).toBe("users");
  expect(readdirSync(join(volumes, "prometheus")).filter((name) => name.startsWith(".before-restore"))).toEqual([]);

  writeFileSync(join(volumes, "grafana/grafana.db"), "newer");
  writeFileSync(join(volumes, "grafana/plugins"), "newer");
  const bin = settings.searchPath.split(delimiter)[0] ?? "";
  // Ends the move of Grafana's data after the first of its files.
  writeFileSync(join(bin, "mv"), `#!/bin/sh\n/bin/mv "$@"\ncase "$1" in */grafana/*) rm "$0"; kill -KILL "$PPID";; esac\n`, { mode: 0o755 });
  await expect(restoreCompose(state, options, settings)).rejects.toThrow();
  expect(existsSync(join(bin, "mv"))).toBe(false);
  expect(["grafana.db", "plugins"].map((name) => readFileSync(join(volumes, "grafana", name), "utf8"))).toEqual(["newer", "newer"]);

  platform.tell({
    failing: { loki: "no space" },
    containers: Object.fromEntries(Object.entries(platform.docker().containers).filter(([name]) => name !== "loki")),
  });
  await expect(restoreCompose(state, options, settings)).rejects.toThrow(expect.objectContaining({ code: "program_died" }));
  expect(readFileSync(join(volumes, "grafana/grafana.db"), "utf8")).toBe("newer");
  await expect(restoreCompose(state, { ...options, snapshot: "ffffffff" }, settings)).rejects.toThrow(
    expect.objectContaining({ code: "backup_missing" }),
  );
});
