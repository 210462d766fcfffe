import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { createMetrics, metricsHandler } from "@platform/metrics";
import { print, select } from "@platform/promql";
import { expect, test } from "vitest";
import { sloRecords, sloRules } from "../src/index.ts";
import { renderRules } from "./render-rules.ts";
import { promtool } from "./run-promtool.ts";
import { startPrometheus } from "./start-prometheus.ts";
import { native } from "./travel-services.ts";

test("Prometheus records the budget of a native histogram that it scrapes", async () => {
  const metrics = createMetrics(native.metrics);
  const { ranking } = metrics as unknown as { readonly ranking: { readonly observe: (seconds: number) => void } };
  const server = createServer(metricsHandler()).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const setting = { scrape_native_histograms: true };
  // A setting in the place of the feature from Prometheus 3.9 on, unknown before.
  const { code } = await promtool({ "prometheus.json": JSON.stringify({ global: setting }) }, ["check", "config", "prometheus.json"]);
  const prometheus = await startPrometheus({
    features: "native-histograms",
    files: { "rules.json": renderRules(sloRules({ service: native, scrapeIntervalSeconds: 1, evaluationIntervalSeconds: 1, tileSeconds: 4 })) },
    config: {
      global: { scrape_interval: "1s", scrape_timeout: "1s", ...(code === 0 && setting) },
      rule_files: ["rules.json"],
      scrape_configs: [{ job_name: native.name, static_configs: [{ targets: [`127.0.0.1:${port}`] }] }],
    },
  });
  // One in ten takes longer than the quarter of a second that is promised of 99 %.
  const traffic = setInterval(() => {
    for (let observation = 0; observation < 10; observation += 1) {
      ranking.observe(observation === 0 ? 0.4 : 0.1);
    }
  }, 50);
  const valueAt = async (expression: string): Promise<number> => {
    for (let attempt = 0; attempt < 400; attempt += 1) {
      const response = await fetch(`${prometheus.url}/api/v1/query?${new URLSearchParams({ query: expression })}`);
      const { data } = (await response.json()) as { readonly data: { readonly result: readonly { readonly value: readonly [number, string] }[] } };
      const [first] = data.result;
      if (first !== undefined && Number(first.value[1]) !== 0) {
        return Number(first.value[1]);
      }
      await sleep(150);
    }
    return Number.NaN;
  };
  try {
    const identity = { job: native.name, slo: "ranked" };
    expect(await valueAt(print(select(sloRecords.burnRate, { ...identity, window: "5m" })))).toBeCloseTo(10, 6);
    expect(await valueAt(`${print(select(sloRecords.goodRatio, identity))} < 1`)).toBeCloseTo(0.9, 6);
    expect(await valueAt(`${print(select(sloRecords.budgetRemaining, identity))} < 1`)).toBeCloseTo(-9, 6);
  } finally {
    clearInterval(traffic);
    await prometheus.stop();
    server.close();
    server.closeAllConnections();
  }
}, 120_000);
