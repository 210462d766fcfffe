import { readFileSync, writeFileSync } from "node:fs";
import { probeHttp } from "@platform/synthetics/define";
import { expect, test, vi } from "vitest";
import { alertmanager, blackbox, node, prometheus } from "../src/define.ts";
import { deployStack, type NativeSettings, stackStatus, stopStack } from "../src/index.ts";
import { eventually, getJson, SEARCH_PATH } from "./live-programs.ts";
import { createLocalTargets } from "./local-targets.ts";
import { fakeProgram, nativePlatform } from "./native-platform.ts";

vi.setConfig({ testTimeout: 120_000 });

test("probes are asked as they are defined, and a machine elsewhere is scraped there, without an exporter here", async () => {
  await using targets = createLocalTargets();
  const { host: elsewhere } = new URL(await targets.http((_, response) => void response.end("seen 1\n")));
  const page = await targets.http((_, response) => void response.end("open"));
  await using native = await nativePlatform([
    node({ targets: [elsewhere] }),
    prometheus(),
    alertmanager(),
    blackbox({ probes: [probeHttp("page", { of: "endpoint", target: page })] }),
  ]);
  const { programs } = await deployStack(native.state, native.settings);
  expect(programs.map(({ name }) => name)).toEqual(["alertmanager", "blackbox", "prometheus"]);
  const query = async (text: string) => {
    const url = `http://127.0.0.1:${native.ports.prometheus}/api/v1/query?query=${encodeURIComponent(text)}`;
    const { data } = await getJson<{ data: { result: { metric: object; value: [number, string] }[] } }>(url);
    return data.result[0];
  };
  expect(await eventually(() => query("probe_success"), { seconds: 60 })).toMatchObject({
    metric: { job: "blackbox", probe: "page", kind: "endpoint", instance: page },
    value: [expect.anything(), "1"],
  });
  expect(await eventually(() => query(`up{job="node"} == 1`), { seconds: 60 })).toMatchObject({
    metric: { instance: elsewhere },
    value: [expect.anything(), "1"],
  });
});

test("a program that the definitions ask for no more is stopped, and runs again where the deploy fails", async () => {
  await using native = await nativePlatform();
  const { state, settings, ports, folder } = native;
  await deployStack(state, settings);
  const { model } = settings;
  const without: NativeSettings = { ...settings, model: { ...model, exporters: model.exporters.filter(({ name }) => name !== "node") } };
  const broken = fakeProgram(folder, "prometheus-alertmanager", 'case "$1" in --version) echo "alertmanager, version 0.99.0";; *) exit 7;; esac');
  await expect(deployStack(state, { ...without, searchPath: `${broken}:${SEARCH_PATH}` })).rejects.toMatchObject({ code: "program_died" });
  expect((await fetch(`http://127.0.0.1:${ports.node}/`)).status).toBe(200);
  expect(await deployStack(state, without)).toMatchObject({ stopped: ["node"] });
  expect((await stackStatus(state)).programs.map(({ name }) => name)).toEqual(["alertmanager", "prometheus"]);
  await expect(fetch(`http://127.0.0.1:${ports.node}/`)).rejects.toThrow();
});

test("a program that is on no record is stopped as well", async () => {
  await using native = await nativePlatform();
  const { state, settings, ports } = native;
  await deployStack(state, settings);
  const record = JSON.parse(readFileSync(state.record, "utf8")) as { programs: { name: string }[] };
  writeFileSync(state.record, JSON.stringify({ ...record, programs: record.programs.filter(({ name }) => name !== "node") }));
  expect(await stopStack(state)).toEqual(["node", "prometheus", "alertmanager"]);
  await expect(fetch(`http://127.0.0.1:${ports.node}/`)).rejects.toThrow();
});
