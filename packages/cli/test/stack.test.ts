import { spawn } from "node:child_process";
import { chmodSync, existsSync, readdirSync, readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { findFreePorts } from "@platform/stack";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createWorkspace, type Workspace } from "./command-line.ts";

const BIN = fileURLToPath(new URL("../src/bin.ts", import.meta.url));

vi.setConfig({ testTimeout: 240_000, hookTimeout: 60_000 });

let workspace: Workspace;
let service: Server;
let ports: readonly string[];

beforeEach(async () => {
  service = createServer((_, response) => void response.end("orders_seen 1\n"));
  await new Promise<void>((resolve) => void service.listen(0, "127.0.0.1", resolve));
  const [prometheus, alertmanager, node] = await findFreePorts(3);
  ports = ["--port", `prometheus=${prometheus}`, "--port", `alertmanager=${alertmanager}`, "--port", `node=${node}`];
  workspace = createWorkspace({ "platform.config.ts": configuration((service.address() as AddressInfo).port) });
});

afterEach(async () => {
  await workspace.run(["stack", "stop"]);
  workspace.remove();
  service.close();
});

test("a deployment lives: deploy, health, a broken part that health names, logs, update, backup, proof, stop, cleanup", async () => {
  writePassword("web-password");
  expect(await workspace.run(["stack", "deploy", ...ports, "--protect", "password"])).toMatchObject({
    status: 0,
    stdout: expect.stringMatching(/^prometheus +\S+ +started$/m),
  });
  expect(await healthy()).toMatchObject({ ok: true });

  const asked = ["capacity", "--prometheus", `http://127.0.0.1:${ports[1]?.split("=")[1]}`, "--json"];
  expect(await workspace.run(asked)).toMatchObject({ status: 3, stderr: expect.stringContaining("error[prometheus_unauthorized]") });
  expect(await workspace.run(asked, { PLATFORM_PASSWORD_FILE: "secrets/web-password" })).toMatchObject({ status: 0 });
  const silences = ["silence", "list", "--alertmanager", `http://127.0.0.1:${ports[3]?.split("=")[1]}`];
  expect(await workspace.run(silences)).toMatchObject({ status: 3, stderr: expect.stringContaining("PLATFORM_PASSWORD_FILE") });
  expect(await workspace.run(silences, { PLATFORM_PASSWORD_FILE: "secrets/web-password" })).toMatchObject({ status: 0 });

  service.closeAllConnections();
  await new Promise((resolve) => service.close(resolve));
  const broken = await eventually(async () => {
    const outcome = await workspace.run(["stack", "health"]);
    return outcome.status === 1 ? outcome.stdout : undefined;
  });
  expect(broken).toMatch(/^wrong {3}targets: 1 of 4 down: checkout 127\.0\.0\.1:\d+ \(connection refused\)$/m);
  expect(broken).toMatch(/^fine {4}program prometheus: /m);

  const alertmanager = Number(readFileSync(join(workspace.folder, ".data/stack/run/alertmanager"), "utf8").split(" ")[0]);
  expect(alertmanager).toBeGreaterThan(1);
  process.kill(alertmanager, "SIGKILL");
  const dead = await eventually(async () => {
    const { stdout } = await workspace.run(["stack", "health"]);
    return stdout.includes("program alertmanager: does not run") ? stdout : undefined;
  });
  expect(dead).toContain("wrong   receivers: unknown");
  expect(await workspace.run(["stack", "status"])).toMatchObject({ status: 1, stdout: expect.stringMatching(/^alertmanager +stopped/m) });
  expect((await workspace.run(["stack", "logs", "prometheus", "--lines", "5"])).stdout.trimEnd().split("\n")).toHaveLength(5);
  expect(await workspace.run(["stack", "logs", "grafana"])).toMatchObject({ status: 3, stderr: expect.stringContaining("error[program_unknown]") });

  expect(await workspace.run(["stack", "start"])).toMatchObject({ status: 0, stdout: "started: alertmanager\n" });
  const update = await workspace.run(["stack", "update", ...ports]);
  expect(update.stdout).toMatch(/^prometheus +\S+ +reloaded$/m);

  writePassword("backup-password");
  expect(await workspace.run(["stack", "backup"])).toMatchObject({ status: 0, stdout: expect.stringMatching(/^backup \w{8}: \d+\.\d MiB in \//) });
  const proved = await workspace.run(["stack", "restore", "--verify"]);
  expect(proved).toMatchObject({ status: 0, stdout: expect.stringMatching(/: proved, 4 jobs answer as they did\nNothing was changed\.\n$/) });
  expect(await workspace.run(["stack", "stop"])).toMatchObject({ stdout: "stopped: prometheus, node, alertmanager\n" });

  workspace.write(".data/stack/notes.txt", "mine");
  expect(await workspace.run(["stack", "cleanup"])).toMatchObject({ status: 0, stdout: expect.stringContaining("Nothing was changed.") });
  expect(existsSync(join(workspace.folder, ".data/stack/data"))).toBe(true);
  expect(await workspace.run(["stack", "cleanup", "--yes"])).toMatchObject({
    status: 0,
    stdout: expect.stringContaining("left: backups, notes.txt"),
  });
  expect(readdirSync(join(workspace.folder, ".data/stack")).sort()).toEqual([".platform-stack", "backups", "notes.txt"]);
});

test.each([
  ["before it starts anything", "deployment.json"],
  ["when it has started a program", "run/prometheus"],
])("a deploy that is killed %s is told of, and the next one finishes it", async (_, written) => {
  const sign = join(workspace.folder, ".data/stack", written);
  const child = spawn(process.execPath, ["--conditions=@platform/source", BIN, "stack", "deploy", ...ports], {
    cwd: workspace.folder,
    stdio: "ignore",
  });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  while (!existsSync(sign)) {
    await sleep(5);
  }
  child.kill("SIGKILL");
  await ended;
  expect(await workspace.run(["stack", "status"])).toMatchObject({ status: 1, stdout: expect.stringContaining("ended in its middle") });
  expect(await workspace.run(["stack", "start"])).toMatchObject({ status: 3, stderr: expect.stringContaining("error[deploy_unfinished]") });
  expect(await workspace.run(["stack", "deploy", ...ports])).toMatchObject({ status: 0 });
  expect(await healthy()).toMatchObject({ ok: true });
});

test("before a deploy a verb says that there is none, and exits 3", async () => {
  for (const verb of ["start", "health", "update"]) {
    expect(await workspace.run(["stack", verb]), verb).toMatchObject({ status: 3, stderr: expect.stringContaining("error[not_deployed]") });
  }
  expect(existsSync(join(workspace.folder, ".data"))).toBe(false);
});

function writePassword(name: string): void {
  workspace.write(`secrets/${name}`, "correct horse battery staple");
  chmodSync(join(workspace.folder, "secrets", name), 0o600);
}

async function healthy(): Promise<unknown> {
  return eventually(async () => {
    const { status, stdout } = await workspace.run(["stack", "health", "--json"]);
    return status === 0 ? JSON.parse(stdout) : undefined;
  });
}

async function eventually<T>(look: () => Promise<T | undefined>): Promise<T> {
  const deadline = performance.now() + 60_000;
  for (let found = await look(); ; found = await look()) {
    if (found !== undefined) {
      return found;
    }
    if (performance.now() > deadline) {
      throw new Error("Not within 60 s.");
    }
    await sleep(500);
  }
}

function configuration(port: number): string {
  return `import { definePlatform } from "@platform/grafana-dashboards/define";
import { defineService, defineSlo, httpAvailability } from "@platform/slo/define";
import { alertmanager, node, prometheus } from "@platform/stack/define";

const availability = defineSlo({ name: "availability", help: "Orders are answered.", objective: 0.999, sli: httpAvailability() });
export default definePlatform({
  name: "shop",
  title: "Shop",
  services: [defineService({ name: "checkout", title: "Checkout", help: "Takes orders.", owner: "shop", port: ${port}, slos: [availability] })],
  uses: [node(), prometheus(), alertmanager()],
  prometheus: { scrapeIntervalSeconds: 1, evaluationIntervalSeconds: 1, tileSeconds: 20, samplesPerSlo: 10_000_000 },
  links: { grafana: "http://localhost:3000", prometheus: "http://localhost:9090", alertmanager: "http://localhost:9093", runbooks: "https://shop.example/runbooks" },
});
`;
}
