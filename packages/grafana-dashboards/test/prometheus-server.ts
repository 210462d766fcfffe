import { spawn } from "node:child_process";
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findFreePort } from "../../stack/src/operate/native/port.ts";
import type { OutputFile } from "../src/model/model.ts";
import { writeFiles } from "../src/output/write-files.ts";

export interface PrometheusServer {
  readonly url: string;
  stop(): Promise<void>;
}

/**
 * Runs a real Prometheus on generated files.
 *
 * @param files - with `prometheus/prometheus.yml` among them
 * @param targets - address of each job, in place of its generated one
 */
export async function startPrometheus(files: readonly OutputFile[], targets: Readonly<Record<string, string>>): Promise<PrometheusServer> {
  const folder = mkdtempSync(join(realpathSync(tmpdir()), "prometheus-"));
  const port = await findFreePort();
  writeFiles(files, { folder });
  for (const [job, address] of Object.entries({ ...targets, prometheus: `127.0.0.1:${port}` })) {
    writeFileSync(join(folder, `prometheus/targets/${job}.json`), JSON.stringify([{ targets: [address] }]));
  }
  const child = spawn(
    "prometheus",
    [`--config.file=${folder}/prometheus/prometheus.yml`, `--storage.tsdb.path=${folder}/data`, `--web.listen-address=127.0.0.1:${port}`],
    { stdio: ["ignore", "ignore", "pipe"] },
  );
  let log = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    log += text;
  });
  const exited = new Promise<void>((resolve) => child.once("close", () => resolve()));
  const url = `http://127.0.0.1:${port}`;
  const stop = async (): Promise<void> => {
    child.kill("SIGKILL");
    await exited;
    rmSync(folder, { recursive: true });
  };
  for (let attempt = 0; attempt < 200; attempt++) {
    if (child.exitCode !== null) {
      break;
    }
    const isReady = await fetch(`${url}/-/ready`).then(
      (response) => response.ok,
      () => false,
    );
    if (isReady) {
      return { url, stop };
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  await stop();
  throw new Error(`Prometheus did not start:\n${log}`);
}
