import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

export interface ScrapedShop {
  readonly prometheusUrl: string;
  stop(): Promise<void>;
}

/**
 * A real Prometheus that keeps exemplars and scrapes one service every second.
 *
 * @param metrics - called for each scrape; OpenMetrics without its end
 */
export async function startScrapedShop(metrics: () => string, rules: string): Promise<ScrapedShop> {
  const folder = mkdtempSync(join(tmpdir(), "shop-"));
  const service = createServer((_, response) => {
    response.setHeader("content-type", "application/openmetrics-text; version=1.0.0; charset=utf-8");
    response.end(`${metrics()}# EOF\n`);
  }).listen(0, "127.0.0.1");
  await once(service, "listening");
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const { port } = probe.address() as AddressInfo;
  probe.close();
  writeFileSync(join(folder, "rules.yml"), rules);
  writeFileSync(
    join(folder, "prometheus.yml"),
    `global: { scrape_interval: 1s, evaluation_interval: 1s }\nrule_files: [rules.yml]\nscrape_configs:\n  - job_name: shop\n    static_configs: [{ targets: ["127.0.0.1:${(service.address() as AddressInfo).port}"] }]\n`,
  );
  const args = [
    `--config.file=${folder}/prometheus.yml`,
    `--storage.tsdb.path=${folder}/data`,
    `--web.listen-address=127.0.0.1:${port}`,
    "--enable-feature=exemplar-storage",
  ];
  const child = spawn("prometheus", args, { stdio: ["ignore", "ignore", "pipe"] });
  let log = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    log += text;
  });
  const prometheusUrl = `http://127.0.0.1:${port}`;
  const stop = async () => {
    child.kill("SIGKILL");
    service.closeAllConnections();
    service.close();
    if (child.exitCode === null) {
      await once(child, "close");
    }
    rmSync(folder, { recursive: true });
  };
  const deadline = performance.now() + 60_000;
  while (performance.now() < deadline && child.exitCode === null) {
    const isReady = await fetch(`${prometheusUrl}/-/ready`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isReady) {
      return { prometheusUrl, stop };
    }
    await sleep(100);
  }
  await stop();
  throw new Error(`Prometheus did not start:\n${log}`);
}
