import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { BenchCase } from "../bench-case.ts";

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));
const COMMAND = "--conditions=@platform/source packages/cli/src/bin.ts generate --config examples/travel-platform/platform.config.ts --out";

/** Seconds from starting the process to its end, all files written into an empty folder. */
function generateSeconds(): number {
  const out = mkdtempSync(join(tmpdir(), "generate-"));
  try {
    const start = performance.now();
    execFileSync(process.execPath, [...COMMAND.split(" "), out], { cwd: ROOT, stdio: "pipe" });
    return (performance.now() - start) / 1000;
  } finally {
    rmSync(out, { recursive: true });
  }
}

export default [
  {
    bench: "generate",
    case: "dashboards and rules of six services, whole process",
    peer: "limit",
    kind: "measure",
    unit: "s",
    ours: generateSeconds,
    theirs: 1.5,
    target: 1,
  },
] satisfies readonly BenchCase[];
