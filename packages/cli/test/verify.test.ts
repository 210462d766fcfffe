import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { buildModel, type OutputFile, renderFiles } from "@platform/grafana-dashboards";
import type { PlatformDefinition } from "@platform/grafana-dashboards/define";
import { findFreePort } from "@platform/stack";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type MetricsTarget, startMetricsTarget } from "../../grafana-dashboards/test/metrics-target.ts";
import { type PrometheusServer, startPrometheus } from "../../grafana-dashboards/test/prometheus-server.ts";
import { createWorkspace, SOUND, type Workspace } from "./command-line.ts";

/** Everything as quick as Prometheus allows. */
const QUICK = SOUND.replace("  links: {", "  prometheus: { scrapeIntervalSeconds: 1, evaluationIntervalSeconds: 1, tileSeconds: 4 },\n  links: {");

let workspace: Workspace;
let checkout: MetricsTarget;
let alertmanager: MetricsTarget;
let prometheus: PrometheusServer;
let rendered: readonly OutputFile[];

beforeAll(async () => {
  workspace = createWorkspace({ "platform.config.ts": QUICK });
  const { default: platform } = (await import(/* @vite-ignore */ `${workspace.folder}/platform.config.ts`)) as { default: PlatformDefinition };
  const model = buildModel(platform);
  checkout = await startMetricsTarget(model.services[0]?.metrics);
  alertmanager = await startMetricsTarget();
  rendered = renderFiles(model);
  prometheus = await startPrometheus(rendered, { checkout: checkout.address, alertmanager: alertmanager.address });
});

afterAll(async () => {
  await prometheus?.stop();
  await checkout?.close();
  await alertmanager?.close();
  workspace?.remove();
});

test("verify waits until everything is there, and prints each panel with its series", async () => {
  const { status, stdout, stderr } = await workspace.run(["verify", "--prometheus", prometheus.url, "--wait", "40"]);
  expect(stdout).toMatch(/^dashboard +panel +series/);
  expect(stdout).toMatch(/^shop-service-checkout {2}Orders +\d+$/m);
  expect(stdout).toMatch(/fine: \d+ of \d+ panels with data.*; \d+ rules.*; 3 of 3 targets up\n$/);
  // On a slow machine all is there before it is looked at.
  expect(stderr).toMatch(/^(waiting: .+\n)*$/);
  expect(status).toBe(0);
});

const PNG = [0x89, 0x50, 0x4e, 0x47];
const SERVICE = "dashboards/shop-service-checkout.json";

test("what verify recorded is drawn later without a Prometheus, beside the dashboards as they were", { timeout: 300_000 }, async () => {
  const verified = await workspace.run(["verify", "--prometheus", prometheus.url, "--wait", "40", "--record", "data.json.gz"]);
  expect(verified).toMatchObject({ status: 0 });
  const now = rendered.find(({ path }) => path === SERVICE)?.content ?? "";
  workspace.write("before/service.json", now.replace('"title": "Orders"', '"title": "Orders as they were"'));
  workspace.write("after/service.json", now);
  const args = ["preview", "--recorded", "data.json.gz", "--prometheus", "http://127.0.0.1:1", "--dashboards", "after", "--before", "before"];
  expect(await workspace.run(args)).toMatchObject({ status: 0, stderr: "" });
  const files = (readdirSync(join(workspace.folder, "preview"), { recursive: true }) as string[]).sort();
  expect(files).toEqual([
    "before",
    "before/shop-service-checkout.html",
    "before/shop-service-checkout.png",
    "index.html",
    "shop-service-checkout.html",
    "shop-service-checkout.png",
  ]);
  for (const file of files.filter((name) => name.endsWith(".png"))) {
    const image = readFileSync(join(workspace.folder, "preview", file));
    expect([...image.subarray(0, 4)]).toEqual(PNG);
    expect(image.length).toBeGreaterThan(20_000);
  }
  const index = workspace.read("preview/index.html");
  expect(index).toContain("different: Orders");
  expect(index).toContain('src="before/shop-service-checkout.png"');
  expect(workspace.read("preview/shop-service-checkout.html")).not.toMatch(/(?:src|href)="https?:/);
});

test("with --json the report is one document", async () => {
  const { status, stdout } = await workspace.run(["verify", "--prometheus", prometheus.url, "--json", "--wait", "20"]);
  expect(JSON.parse(stdout)).toMatchObject({
    ok: true,
    targets: expect.arrayContaining([expect.objectContaining({ job: "checkout", status: "up" })]),
  });
  expect(status).toBe(0);
});

test("a panel for a metric that the running service does not have is named with the reason, and the exit code is 1", async () => {
  const other = QUICK.replace(
    'labels: { channel: ["web", "app"] } });',
    'labels: { channel: ["web", "app"] } });\nexport const refunds = defineCounter({ name: "refunds_total", help: "Refunds." });',
  );
  workspace.write("other.config.ts", other.replace("metrics: { orders }", "metrics: { orders, refunds }"));
  const { status, stdout } = await workspace.run(["verify", "--config", "other.config.ts", "--prometheus", prometheus.url]);
  expect(stdout).toMatch(/^shop-service-checkout {2}Refunds .*empty: refunds_total is absent: service checkout does not expose it$/m);
  expect(stdout).toMatch(/\nnot fine: /);
  const junit = await workspace.run(["verify", "--config", "other.config.ts", "--prometheus", prometheus.url, "--format", "junit"]);
  expect(junit.stdout).toContain('<testcase classname="panel-empty" name="dashboard shop-service-checkout › Refunds');
  expect(junit.status).toBe(1);
  expect(status).toBe(1);
});

test("a Prometheus that is not there exits 3 with one clear block, also after waiting", async () => {
  const url = `http://127.0.0.1:${await findFreePort()}`;
  const outcome = await workspace.run(["verify", "--prometheus", url]);
  expect(outcome).toEqual({
    status: 3,
    stdout: "",
    stderr:
      `error[prometheus_unreachable] Prometheus does not answer at ${url}: ECONNREFUSED.\n` +
      "  Start it, name another with --prometheus, or give it time with --wait.\n",
  });
  const waited = await workspace.run(["verify", "--prometheus", url, "--wait", "1"]);
  expect(waited.status).toBe(3);
  expect(waited.stderr).toMatch(/^waiting: Prometheus does not answer/);
});

test.each([
  ["no JSON", "{"],
  ["a uid that is a path", JSON.stringify({ uid: "../../out", title: "x" })],
  ["no uid", "[]"],
])("a dashboard with %s is refused before anything is written", async (_, text) => {
  workspace.write("wrong/a.json", text);
  const outcome = await workspace.run(["preview", "--dashboards", "wrong", "--out", "refused", "--prometheus", prometheus.url, "--no-png"]);
  expect(outcome).toMatchObject({ status: 2, stderr: expect.stringContaining("[dashboard_invalid]") });
  expect(readdirSync(workspace.folder)).not.toContain("refused");
});
