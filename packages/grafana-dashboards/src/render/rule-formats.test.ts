import { expect, test } from "vitest";
import { parse } from "yaml";
import { promtool } from "../../test/promtool.ts";
import { shop } from "../../test/shop-platform.ts";
import { buildModel } from "../model/build-model.ts";
import type { OutputFile } from "../model/model.ts";
import { renderPrometheus } from "./prometheus.ts";
import { ruleFormats } from "./rule-formats.ts";

const model = buildModel(shop);
const data = (files: readonly OutputFile[], path: string) => parse(files.find((file) => file.path === path)?.content ?? expect.fail(path));
const plain = data(renderPrometheus(model), "prometheus/rules/checkout.yml");

test("a PrometheusRule holds the groups of the plain rules, and names itself after platform and service", () => {
  const rule = data(ruleFormats["prometheus-operator"](model), "prometheus-operator/checkout.yml");
  expect(rule).toEqual({
    apiVersion: "monitoring.coreos.com/v1",
    kind: "PrometheusRule",
    metadata: {
      name: "shop-checkout",
      labels: { "app.kubernetes.io/part-of": "shop", "app.kubernetes.io/name": "checkout", role: "alert-rules" },
    },
    spec: plain,
  });
});

test("Mimir gets a namespace for each service, and no group that it would refuse", () => {
  const files = ruleFormats.mimir(model);
  expect(data(files, "mimir/checkout.yml")).toEqual({ namespace: "shop/checkout", ...plain });
  for (const { content } of files) {
    expect(parse(content).groups.filter(({ rules }: { rules: unknown[] }) => rules.length > 20)).toEqual([]);
  }
});

test("Thanos evaluates short windows beside the data and long ones over the store, each group once", () => {
  const files = ruleFormats.thanos(model);
  const groups = (folder: string): { name: string; partial_response_strategy?: string }[] => data(files, `thanos/${folder}/checkout.yml`).groups;
  expect(groups("ruler").map(({ name, partial_response_strategy }) => [name, partial_response_strategy])).toEqual([
    ["slo:checkout:availability:period", "abort"],
    ["slo:checkout:latency:period", "abort"],
    ["slo:checkout:payment:period", "abort"],
  ]);
  const names = [...groups("prometheus"), ...groups("ruler")].map(({ name }) => name);
  expect(names.toSorted()).toEqual(plain.groups.map(({ name }: { name: string }) => name).toSorted());
  expect(groups("prometheus").filter((group) => "partial_response_strategy" in group)).toEqual([]);
});

test("promtool accepts what Prometheus itself evaluates under Thanos", () => {
  const { status, output } = promtool(["check", "rules", "thanos/prometheus/checkout.yml"], ruleFormats.thanos(model));
  expect({ status, output }).toEqual({ status: 0, output: expect.stringContaining("SUCCESS") });
});
