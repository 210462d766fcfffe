import { spawnSync } from "node:child_process";
import { createMetrics } from "@platform/metrics";
import { buildInfo, defineCounter, defineGauge, defineHistogram, defineStateSet, open, standardMetrics } from "@platform/metrics/define";
import { collectProcessMetrics } from "@platform/metrics/runtime";
import { Counter, collectDefaultMetrics, Histogram, Registry, Summary } from "prom-client";
import { expect, test } from "vitest";
import { createRegistryRenderer } from "../src/exposition/render-registry.ts";

/** The parsers of Prometheus' client for Python, strict judges of both formats: Debian's `python3-prometheus-client`. */
const PARSERS = {
  text: "from prometheus_client.parser import text_string_to_metric_families as parse",
  openmetrics: "from prometheus_client.openmetrics.parser import text_string_to_metric_families as parse",
} as const;

/** Debian installs the parsers for its own Python, which need not be the first on the PATH. */
const python = ["python3", "/usr/bin/python3"].find((program) => spawnSync(program, ["-c", PARSERS.text]).status === 0);

const AWKWARD = ["", 'say "hi"', "back\\slash", "two\nlines", "é🙂", "{}=,", "# EOF"];

test.skipIf(python === undefined).each(["text", "openmetrics"] as const)("the parser of another language reads our %s", async (format) => {
  const registry = new Registry();
  const orders = defineCounter({ name: "orders_total", help: 'Orders, "all".\n\\', labels: { note: open({ max: 50 }) } });
  const temperature = defineGauge({ name: "temperature_celsius", help: "Temperature." });
  const light = defineStateSet({ name: "light", help: "Light.", states: ["red", "green"] });
  const wait = defineHistogram({ name: "wait_seconds", help: "Wait.", labels: { note: open({ max: 50 }) }, buckets: [0.00001, 0.5, 1, 1e6, 1e21] });
  const metrics = createMetrics({ ...standardMetrics, orders, temperature, wait, light }, { registry, exemplar: () => ({ trace_id: "abc" }) });
  const collection = collectProcessMetrics({ registry });
  metrics.buildInfo.set({ version: "1.2.3", revision: "", nodejs_version: "24" });
  metrics.temperature.set(-1e-7);
  metrics.light.set("green");
  new Counter({ name: "theirs", help: "Theirs.", registers: [registry] }).inc();
  new Histogram({ name: "their_seconds", help: "Theirs.", buckets: [1, 2], registers: [registry] }).observe(1.5);
  new Summary({ name: "their_summary", help: "Theirs.", registers: [registry] }).observe(1.5);
  collectDefaultMetrics({ register: registry, prefix: "default_", eventLoopMonitoringPrecision: 10 });
  const render = createRegistryRenderer(registry);
  await render(format);
  for (const [index, note] of AWKWARD.entries()) {
    metrics.orders.inc({ note }, index + 0.25);
    metrics.wait.observe({ note }, index);
  }
  const text = Buffer.concat(await render(format)).toString();
  collection.stop();
  const program = `
import json, sys
${PARSERS[format]}
print(json.dumps([[f.name, f.type, f.documentation, [[s.name, s.labels, s.value] for s in f.samples]] for f in parse(sys.stdin.read())]))
`;
  const { stdout, stderr } = spawnSync(python ?? "python3", ["-c", program], { input: text, encoding: "utf8", maxBuffer: 1e8 });
  expect(stderr).toBe("");
  const families = JSON.parse(stdout.replaceAll("NaN", "null")) as [string, string, string, [string, Record<string, string>, number][]][];
  const family = (name: string) => families.find((each) => each[0] === name);
  expect(family("orders")?.[2]).toBe(orders.help);
  expect(family("orders")?.[3]).toEqual(AWKWARD.map((note, index) => ["orders_total", { note }, index + 0.25]));
  expect(family("temperature_celsius")?.[3]).toEqual([["temperature_celsius", {}, -1e-7]]);
  expect(
    family("wait_seconds")?.[3]
      .map(([, labels]) => labels.le)
      .slice(0, 6),
  ).toEqual(["1e-05", "0.5", "1.0", "1e+06", "1e+21", "+Inf"]);
  expect(family(format === "openmetrics" ? "build" : buildInfo.name)?.[1]).toBe(format === "openmetrics" ? "info" : "gauge");
  expect(family("light")?.[1]).toBe(format === "openmetrics" ? "stateset" : "gauge");
  expect(family("light")?.[3]).toEqual([
    ["light", { light: "red" }, 0],
    ["light", { light: "green" }, 1],
  ]);
  expect(family("theirs")?.[1]).toBe("counter");
});
