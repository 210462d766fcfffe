import { readdir, readFile, readlink } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { eventually, folderWith, getJson, SEARCH_PATH } from "../../../test/live-programs.ts";
import { alertmanagerProgram } from "./alertmanager-program.ts";
import { findProgram } from "./find-program.ts";
import { findFreePort } from "./port.ts";
import { createProgramGroup } from "./program-group.ts";
import { prometheusProgram } from "./prometheus-program.ts";

/** Prometheus looks for Alertmanagers 5 s after its start, and sends what fired before then a minute later. */
const RULES = `groups:
  - name: always
    interval: 1s
    rules:
      - alert: Always
        expr: vector(1)
        for: 7s
        labels: { severity: critical }
`;

function prometheusConfig(alertmanagerPort: number): string {
  return `global: { evaluation_interval: 1s }
rule_files: [rules.yml]
alerting: { alertmanagers: [{ static_configs: [{ targets: ["127.0.0.1:${alertmanagerPort}"] }] }] }
`;
}

async function liveSettings() {
  const [prometheusPort, alertmanagerPort] = [await findFreePort(), await findFreePort()];
  const folder = await folderWith([
    { path: "prometheus.yml", content: prometheusConfig(alertmanagerPort) },
    { path: "rules.yml", content: RULES },
    { path: "broken.yml", content: "rule_files: 7\n" },
    { path: "alertmanager.yml", content: "route: { receiver: nobody, group_wait: 0s }\nreceivers: [{ name: nobody }]\n" },
  ]);
  const prometheus = prometheusProgram({
    found: await findProgram("prometheus", { searchPath: SEARCH_PATH }),
    configFile: join(folder.path, "prometheus.yml"),
    dataFolder: join(folder.path, "data", "prometheus"),
    port: prometheusPort,
    retentionDays: 30,
    externalUrl: "http://prometheus.example:9090/",
  });
  const alertmanager = alertmanagerProgram({
    found: await findProgram("alertmanager", { searchPath: SEARCH_PATH }),
    configFile: join(folder.path, "alertmanager.yml"),
    dataFolder: join(folder.path, "data", "alertmanager"),
    port: alertmanagerPort,
    externalUrl: "http://alertmanager.example:9093/",
  });
  const group = createProgramGroup({ logFolder: folder.path });
  return {
    folder: folder.path,
    prometheus,
    alertmanager,
    group,
    alertsUrl: `http://127.0.0.1:${alertmanagerPort}/api/v2/alerts`,
    async [Symbol.asyncDispose]() {
      await group.stop();
      await folder[Symbol.asyncDispose]();
    },
  };
}

test("an alert of a started Prometheus reaches a started Alertmanager, with a link to the outside address", async () => {
  await using live = await liveSettings();
  await live.group.start([live.prometheus, live.alertmanager]);
  const alert = await eventually(async () => (await getJson<readonly { generatorURL: string }[]>(live.alertsUrl)).at(0), { seconds: 25 });
  expect(alert.generatorURL).toMatch(/^http:\/\/prometheus\.example:9090\/graph/);
});

test("both listen on the loopback interface only, and open no other port", async () => {
  await using live = await liveSettings();
  const running = await live.group.start([live.prometheus, live.alertmanager]);
  for (const { pid, program } of running) {
    expect(await listeningPorts(pid)).toEqual([`127.0.0.1:${program.ports[0]}`]);
  }
});

test("a configuration that Prometheus refuses is reported with what it says", async () => {
  await using live = await liveSettings();
  const [file, ...rest] = live.prometheus.command;
  const broken = rest.map((arg) => arg.replace("prometheus.yml", "broken.yml"));
  await expect(live.group.start([{ ...live.prometheus, command: [file, ...broken] }])).rejects.toMatchObject({
    code: "program_died",
    message: expect.stringMatching(/^Prometheus ended by itself .*exit code \d.*broken\.yml.*unmarshal/),
  });
});

test("two programs that want one port: the second says so itself when the look beforehand missed it", async () => {
  await using live = await liveSettings();
  await live.group.start([live.alertmanager]);
  const [port] = live.alertmanager.ports as readonly [number];
  const [file, ...rest] = live.prometheus.command;
  const command = [file, ...rest.map((arg) => (arg.startsWith("--web.listen-address") ? `--web.listen-address=127.0.0.1:${port}` : arg))] as const;
  await expect(live.group.start([{ ...live.prometheus, command }])).rejects.toMatchObject({ code: "port_in_use" });
});

/** Addresses on which a process listens, from the tables of Linux. */
async function listeningPorts(pid: number): Promise<readonly string[]> {
  const folder = `/proc/${pid}/fd`;
  const links = await Promise.all((await readdir(folder)).map((fd) => readlink(join(folder, fd)).catch(() => "")));
  const inodes = new Set(links.flatMap((link) => /^socket:\[(\d+)\]$/.exec(link)?.[1] ?? []));
  const tables = await Promise.all(["tcp", "tcp6"].map((table) => readFile(`/proc/net/${table}`, "utf8")));
  return tables
    .flatMap((table) => table.split("\n").slice(1))
    .map((line) => line.trim().split(/\s+/))
    .filter((fields) => fields[3] === "0A" && inodes.has(fields[9] ?? ""))
    .map(([, local = ""]) => {
      const [address = "", port = ""] = local.split(":");
      return `${address === "0100007F" ? "127.0.0.1" : address}:${Number.parseInt(port, 16)}`;
    });
}
