import { buildModel, renderFiles } from "@platform/grafana-dashboards";
import type { PlatformDefinition } from "@platform/grafana-dashboards/define";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type MetricsTarget, startMetricsTarget } from "../../grafana-dashboards/test/metrics-target.ts";
import { freePort, type PrometheusServer, startPrometheus } from "../../grafana-dashboards/test/prometheus-server.ts";
import { createWorkspace, SOUND, type Workspace } from "./command-line.ts";

/** Everything as quick as Prometheus allows. */
const QUICK = SOUND.replace("  links: {", "  prometheus: { scrapeIntervalSeconds: 1, evaluationIntervalSeconds: 1, tileSeconds: 4 },\n  links: {");

let workspace: Workspace;
let checkout: MetricsTarget;
let alertmanager: MetricsTarget;
let prometheus: PrometheusServer;

beforeAll(async () => {
  workspace = createWorkspace({ "platform.config.ts": QUICK });
  const { default: platform } = (await import(/* @vite-ignore */ `${workspace.folder}/platform.config.ts`)) as { default: PlatformDefinition };
  const model = buildModel(platform);
  checkout = await startMetricsTarget(model.services[0]?.metrics);
  alertmanager = await startMetricsTarget();
  prometheus = await startPrometheus(renderFiles(model), { checkout: checkout.address, alertmanager: alertmanager.address });
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
  expect(stderr).toContain("waiting: ");
  expect(status).toBe(0);
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
  expect(status).toBe(1);
});

test("a Prometheus that is not there exits 3 with one clear block, also after waiting", async () => {
  const url = `http://127.0.0.1:${await freePort()}`;
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
