import { select } from "@platform/promql";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { promtool } from "../../test/promtool.ts";
import { orders, shop } from "../../test/shop-platform.ts";
import { buildModel } from "../model/build-model.ts";
import type { OutputFile } from "../model/model.ts";
import { renderPrometheus } from "./prometheus.ts";

const model = buildModel(shop);

const files = renderPrometheus(model);

function content(path: string, of: readonly OutputFile[] = files): string {
  const file = of.find((one) => one.path === path);
  expect(file, path).toBeDefined();
  return file?.content ?? "";
}

test.each(files.map(({ path, content }) => [path, content]))("%s is as reviewed", async (path, content) => {
  await expect(content).toMatchFileSnapshot(`../../test/golden/${path}`);
});

test("the files are those that the configuration names", () => {
  expect(files.map(({ path }) => path)).toEqual([
    "prometheus/prometheus.yml",
    "prometheus/rules/checkout.yml",
    "prometheus/rules/mail.yml",
    "prometheus/targets/checkout.json",
    "prometheus/targets/mail.json",
    "prometheus/targets/prometheus.json",
    "prometheus/targets/alertmanager.json",
  ]);
  expect(JSON.parse(content("prometheus/targets/checkout.json"))).toEqual([{ targets: ["127.0.0.1:4001"] }]);
});

test("promtool accepts the configuration with all that it names", () => {
  const { status, output } = promtool(["check", "config", "prometheus/prometheus.yml"], files);
  expect(output).toContain("SUCCESS: 2 rule files found");
  expect(status).toBe(0);
});

test.each(["checkout", "mail"])("promtool accepts the rules of %s without a warning", (service) => {
  const path = `prometheus/rules/${service}.yml`;
  const { status, output } = promtool(["check", "rules", path], files);
  expect({ status, output }).toEqual({ status: 0, output: expect.not.stringMatching(/FAILED|duplicate/i) });
});

test("an alert says how bad it is, whose it is, what to do and where to look", () => {
  const { groups } = parse(content("prometheus/rules/checkout.yml"));
  const rules = groups.flatMap((group: { rules: object[] }) => group.rules);
  expect(rules.find((rule: { alert?: string }) => rule.alert === "CheckoutDown")).toEqual({
    alert: "CheckoutDown",
    expr: 'sum by (job) (up{job="checkout"}) == 0 or absent(up{job="checkout"})',
    for: "1m",
    labels: { severity: "critical", priority: "critical", category: "services", explains: "job", service: "checkout", team: "team-shop" },
    annotations: {
      summary: 'Checkout {{ "{{" }} "beta" }} is down',
      description: "No instance of {{ $labels.job }} answers its scrapes, or Prometheus has no target for it.",
      runbook_url: "https://example.com/runbooks/services/service-down.md",
      dashboard_url: "http://localhost:3000/d/shop-service-checkout",
    },
  });
});

test("hostile text of definitions passes through labels and annotations as it is", () => {
  const hostile = `a "b" 'c' {{ .Value }} {{/*`;
  const alert = { ...model.ruleFiles[0]?.groups[0]?.rules[0], labels: { note: hostile } } as never;
  const file = { name: "hostile", owner: hostile, groups: [{ name: hostile, intervalSeconds: 30, rules: [alert] }] };
  const recording = {
    kind: "recording",
    record: { kind: "record", name: "a:b", help: "", unit: "count", labels: {} },
    expression: select(orders),
    labels: { note: hostile },
  };
  const record = { ...file, name: "record", groups: [{ name: "record", intervalSeconds: 30, rules: [recording as never] }] };
  const rendered = renderPrometheus({ ...model, ruleFiles: [file, record] });
  expect(promtool(["check", "config", "prometheus/prometheus.yml"], rendered).status).toBe(0);
  expect(parse(content("prometheus/rules/record.yml", rendered)).groups[0].rules[0].labels.note).toBe(hostile);
});

test("equal models give equal bytes", () => {
  expect(renderPrometheus(structuredClone(model))).toEqual(files);
});
