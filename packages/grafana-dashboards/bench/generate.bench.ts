import type { BenchCase } from "../../../scripts/bench/bench-case.ts";
import { runCommand } from "./run-command.ts";
import { runSynthetic } from "./run-synthetic.ts";

const TRAVEL_PLATFORM = ["--config", "examples/travel-platform/platform.config.ts"];

const common = { bench: "generate", peer: "limit", kind: "measure", unit: "s", target: 1 } as const;

function ofThousand(command: "generate" | "check"): readonly BenchCase[] {
  const what = `platform ${command}, 1,000 services with 20 metrics and 2 SLOs each, whole process`;
  return [
    { ...common, case: what, ours: () => runSynthetic(command, 1000).seconds, theirs: 20 },
    { ...common, unit: "MB", case: `${what}: the most memory that it held`, ours: () => runSynthetic(command, 1000).megabytes, theirs: 1000 },
    { ...common, unit: "slope", case: `${what}: power of growth from 250 services; 1 is linear`, ours: () => slope(command), theirs: 1.2 },
  ];
}

/** By how much the logarithm of the time grows with that of the number of services. */
function slope(command: "generate" | "check"): number {
  return Math.log(runSynthetic(command, 1000).seconds / runSynthetic(command, 250).seconds) / Math.log(4);
}

export default [
  {
    ...common,
    case: "platform check, six services, whole process",
    ours: () => runCommand(["check", "--no-runbooks", ...TRAVEL_PLATFORM]).seconds,
    theirs: 1.5,
  },
  {
    ...common,
    case: "platform generate --check, six services, whole process",
    ours: () => runCommand(["generate", "--check", "--out", "deploy", ...TRAVEL_PLATFORM]).seconds,
    theirs: 1.5,
  },
  ...ofThousand("generate"),
  ...ofThousand("check"),
] satisfies readonly BenchCase[];
