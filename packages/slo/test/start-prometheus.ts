import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { rmSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { findFreePort } from "../../stack/src/operate/native/port.ts";
import { promtoolIn } from "./run-promtool.ts";

/** The one that stands in the path, or another. */
const { PROMETHEUS = "prometheus" } = process.env;

export interface TestPrometheus {
  readonly url: string;
  readonly stop: () => Promise<void>;
}

export interface TestPrometheusOptions {
  /** Samples to begin with, as OpenMetrics text with timestamps. */
  readonly openMetrics?: string | Iterable<string>;
  /** Further files, by name. */
  readonly files?: Readonly<Record<string, string>>;
  readonly config?: object;
  /** To be switched on, joined by commas. */
  readonly features?: string;
}

/** A real Prometheus on a free port of 127.0.0.1, with a folder of its own that goes away with it. */
export async function startPrometheus({ openMetrics, files = {}, config = {}, features }: TestPrometheusOptions): Promise<TestPrometheus> {
  const folder = await mkdtemp(join(tmpdir(), "slo-prometheus-"));
  await mkdir(join(folder, "data"));
  await Promise.all(
    Object.entries({ ...files, "prometheus.json": JSON.stringify(config) }).map(([name, text]) => writeFile(join(folder, name), text)),
  );
  if (openMetrics !== undefined) {
    await writeFile(join(folder, "samples.txt"), openMetrics);
    const { code, output } = await promtoolIn(folder, [
      "tsdb",
      "create-blocks-from",
      // Every block is another pass over the samples.
      "--max-block-duration=744h",
      "openmetrics",
      "samples.txt",
      "data",
    ]);
    if (code !== 0) {
      throw new Error(`promtool refused the samples: ${output.slice(0, 2000)}`);
    }
  }
  const port = await findFreePort();
  const flags = [
    "--config.file=prometheus.json",
    "--storage.tsdb.path=data",
    "--storage.tsdb.retention.time=100d",
    `--web.listen-address=127.0.0.1:${port}`,
    ...(features === undefined ? [] : [`--enable-feature=${features}`]),
  ];
  const child = spawn(PROMETHEUS, flags, { cwd: folder, stdio: ["ignore", "ignore", "pipe"] });
  const url = `http://127.0.0.1:${port}`;
  // Whoever ends without having stopped it leaves nothing behind.
  const abandon = () => {
    child.kill("SIGKILL");
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  };
  process.once("exit", abandon);
  const stop = async () => {
    process.off("exit", abandon);
    await stopProcess(child);
    await rm(folder, { recursive: true, maxRetries: 3 });
  };
  try {
    await untilReady(url, child);
  } catch (error) {
    await stop();
    throw error;
  }
  return { url, stop };
}

async function untilReady(url: string, child: ChildProcess): Promise<void> {
  let log = "";
  child.stderr?.on("data", (chunk) => {
    log = `${log}${chunk}`.slice(-4000);
  });
  for (let attempt = 0; attempt < 600; attempt += 1) {
    if (child.exitCode !== null) {
      throw new Error(`Prometheus ended with ${child.exitCode}: ${log}`);
    }
    if (
      await fetch(`${url}/-/ready`).then(
        ({ ok }) => ok,
        () => false,
      )
    ) {
      return;
    }
    await sleep(50);
  }
  throw new Error(`Prometheus was not ready within 30 s: ${log}`);
}

async function stopProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    child.kill();
    await once(child, "exit");
  }
}
