import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { BenchCase } from "../../../scripts/bench/bench-case.ts";
import { checkModel } from "../src/checks/checks.ts";
import { buildModel } from "../src/model/build-model.ts";
import { renderFiles } from "../src/render/renderers.ts";
import { syntheticPlatform } from "./synthetic-platform.ts";

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));
const TRAVEL_PLATFORM = "examples/travel-platform/platform.config.ts";

/** Seconds of the whole process, from its start to its exit. */
function commandSeconds(args: readonly string[]): number {
  const start = performance.now();
  const { status, stderr } = spawnSync(process.execPath, ["--conditions=@platform/source", "packages/cli/src/bin.ts", ...args], { cwd: ROOT });
  if (status !== 0) {
    throw new Error(`platform ${args.join(" ")} exited with ${status}: ${stderr}`);
  }
  return (performance.now() - start) / 1000;
}

/** Seconds of build, check and render in this process, without starting it and without writing. */
function modelSeconds(services: number): number {
  const platform = syntheticPlatform(services);
  const start = performance.now();
  const model = buildModel(platform);
  checkModel(model);
  renderFiles(model);
  return (performance.now() - start) / 1000;
}

let large: { readonly seconds: number; readonly megabytes: number } | undefined;

/** One run with 1,000 services in a process that does nothing else; the same figures in each round. */
function largeRun() {
  large ??= { seconds: modelSeconds(1000), megabytes: process.resourceUsage().maxRSS / 1024 };
  return large;
}

const common = { bench: "generate", peer: "limit", kind: "measure", unit: "s", target: 1 } as const;

export default [
  {
    ...common,
    case: "platform check, six services, whole process",
    ours: () => commandSeconds(["check", "--no-runbooks", "--config", TRAVEL_PLATFORM]),
    theirs: 1.5,
  },
  { ...common, case: "build, check and render, 100 services with 20 metrics and 2 SLOs each", ours: () => modelSeconds(100), theirs: 2 },
  { ...common, case: "the same, 1,000 services", ours: () => largeRun().seconds, theirs: 20 },
  { ...common, unit: "MB", case: "the same, 1,000 services: the most memory that the process held", ours: () => largeRun().megabytes, theirs: 1000 },
] satisfies readonly BenchCase[];
