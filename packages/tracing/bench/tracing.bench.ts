import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { BenchCase } from "../../../scripts/bench/bench-case.ts";
import { traceOneRequest, traceOneRequestWithSdk } from "./observed-request.ts";

const PACKAGE = fileURLToPath(new URL("..", import.meta.url));
const METRICS = fileURLToPath(new URL("../../metrics", import.meta.url));

const OURS = 'const { startTracing } = await import("./dist/index.js"); startTracing({ service: "bench" });';
const SDK = 'const { NodeSDK } = await import("@opentelemetry/sdk-node"); new NodeSDK({ serviceName: "bench" }).start();';

let built = false;

/** Milliseconds from before the import until tracing is on, in a process of its own that has loaded what any server has. */
function startMilliseconds(start: string): number {
  if (!built) {
    for (const cwd of [METRICS, PACKAGE]) {
      execFileSync("npm", ["run", "--silent", "build"], { cwd });
    }
    built = true;
  }
  const program = `import "node:http"; const begun = performance.now(); ${start} console.log(performance.now() - begun); process.exit();`;
  const runs = Array.from({ length: 3 }, () =>
    Number(
      execFileSync(process.execPath, ["--input-type=module", "-e", program], {
        cwd: PACKAGE,
        encoding: "utf8",
        stdio: ["ignore", "pipe", "ignore"],
        env: { ...process.env, OTEL_TRACES_EXPORTER: "otlp", OTEL_METRICS_EXPORTER: "none", OTEL_LOGS_EXPORTER: "none" },
      }),
    ),
  );
  return Math.min(...runs);
}

const span = { bench: "tracing", kind: "micro", unit: "ns", peer: "OpenTelemetry SDK" } as const;
const start = { bench: "tracing", kind: "measure", unit: "ms", ours: () => startMilliseconds(OURS) } as const;

export default [
  { ...span, case: "the span of a request, encoded", ours: () => traceOneRequest(), theirs: traceOneRequestWithSdk, target: 0.5 },
  {
    ...span,
    case: "the span of a request that is not chosen, errors being kept",
    ours: () => traceOneRequest({ sampling: { ratio: 0 } }),
    theirs: traceOneRequestWithSdk,
    target: 0.25,
  },
  { ...start, case: "start with tracing on", peer: "NodeSDK", theirs: () => startMilliseconds(SDK), target: 0.2 },
  { ...start, case: "start with tracing on", peer: "limit", theirs: 50, target: 1 },
] satisfies readonly BenchCase[];
