import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { findFreePort } from "../../stack/src/operate/native/port.ts";

export interface RunningPrometheus {
  readonly url: string;
  /** Result of an instant query. */
  query(expression: string): Promise<readonly { readonly metric: Record<string, string>; readonly value: readonly [number, string] }[]>;
  get(path: string): Promise<unknown>;
  stop(): Promise<void>;
}

export interface StartPrometheusOptions {
  /** Port of the only target, on loopback. */
  readonly target: number;
  /** Joined by commas. */
  readonly features?: string;
}

/** A Prometheus of the system that scrapes one target each 200 ms, on a free port, with its data in a temporary folder. */
export async function startPrometheus({ target, features = "exemplar-storage" }: StartPrometheusOptions): Promise<RunningPrometheus> {
  const folder = mkdtempSync(join(tmpdir(), "metrics-prometheus-"));
  writeFileSync(
    join(folder, "prometheus.yml"),
    JSON.stringify({
      global: { scrape_interval: "200ms", scrape_timeout: "200ms" },
      scrape_configs: [{ job_name: "app", static_configs: [{ targets: [`127.0.0.1:${target}`] }] }],
    }),
  );
  const port = await findFreePort();
  const prometheus = spawn(
    "prometheus",
    [
      `--config.file=${join(folder, "prometheus.yml")}`,
      `--storage.tsdb.path=${join(folder, "data")}`,
      `--web.listen-address=127.0.0.1:${port}`,
      `--enable-feature=${features}`,
      "--log.level=error",
    ],
    { stdio: "ignore" },
  );
  const exited = once(prometheus, "exit");
  const url = `http://127.0.0.1:${port}`;
  const get = async (path: string) => ((await (await fetch(url + path)).json()) as { data: never }).data;
  const running: RunningPrometheus = {
    url,
    get,
    query: async (expression) => ((await get(`/api/v1/query?query=${encodeURIComponent(expression)}`)) as { result: never }).result,
    async stop() {
      prometheus.kill();
      await exited;
      rmSync(folder, { recursive: true, force: true });
    },
  };
  for (let attempt = 0; attempt < 100; attempt++) {
    const up = await running.query('up{job="app"} == 1').catch(() => []);
    if (up.length > 0) {
      return running;
    }
    await setTimeout(100);
  }
  await running.stop();
  throw new Error("Prometheus did not come up, or could not scrape its target.");
}
