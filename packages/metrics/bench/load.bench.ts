import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { MeasureCase } from "../../../scripts/bench/bench-case.ts";

const PACKAGE = fileURLToPath(new URL("..", import.meta.url));

/** Loads the built package after what it stands on, and prints the milliseconds. */
const PROGRAM = `
  import "prom-client";
  import "node:perf_hooks";
  import "node:http";
  import "node:zlib";
  import "node:stream/promises";
  import "node:timers/promises";
  import "node:fs/promises";
  import "node:v8";
  const begun = performance.now();
  await import("./dist/index.js");
  console.log(performance.now() - begun);
`;

let built = false;

function loadMilliseconds(): number {
  if (!built) {
    execFileSync("npm", ["run", "--silent", "build"], { cwd: PACKAGE });
    built = true;
  }
  const runs = Array.from({ length: 5 }, () =>
    Number(execFileSync(process.execPath, ["--input-type=module", "-e", PROGRAM], { cwd: PACKAGE, encoding: "utf8" })),
  );
  return Math.min(...runs);
}

export default [
  { bench: "load", case: "our part of the package", peer: "limit", kind: "measure", unit: "ms", ours: loadMilliseconds, theirs: 4, target: 1 },
] satisfies readonly MeasureCase[];
