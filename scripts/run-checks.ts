import { spawn } from "node:child_process";
import { mkdirSync, rmSync } from "node:fs";
import { delimiter } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { type Outcome, renderSummary } from "./checks/summary.ts";
import { readTestReport } from "./checks/test-report.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const REPORT = `${ROOT}.data/tests.json`;
const PLATFORM = "node --conditions=@platform/source packages/cli/src/bin.ts";
const CONFIG = "--config examples/travel-platform/platform.config.ts";

/** In this order; all of them run, whatever fails. Tests show their progress, the others only what is wrong. */
const CHECKS: Readonly<Record<string, string>> = {
  format: "biome check --error-on-warnings .",
  types: "tsc --noEmit -p tsconfig.json",
  imports: "node scripts/check-imports.ts",
  build: "node scripts/build.ts",
  tests: `node scripts/checks/run-tests.ts ${REPORT}`,
  packages: "node scripts/check-packages.ts",
  definitions: `${PLATFORM} check ${CONFIG}`,
  generated: `${PLATFORM} generate ${CONFIG} --out deploy --repository . --check`,
};

const { positionals } = parseArgs({ allowPositionals: true });
const names = positionals.length > 0 ? positionals : Object.keys(CHECKS);
const unknown = names.filter((name) => !(name in CHECKS));
if (unknown.length > 0) {
  console.error(`There is no check "${unknown.join('", "')}", only ${Object.keys(CHECKS).join(", ")}.`);
  process.exit(2);
}

mkdirSync(`${ROOT}.data`, { recursive: true });
rmSync(REPORT, { force: true });
const outcomes: Outcome[] = [];
for (const name of names) {
  console.log(`\n━━ ${name}: ${CHECKS[name]}`);
  const start = performance.now();
  const { passed, output } = await run(CHECKS[name] ?? "", { shown: name === "tests" });
  if (!passed) {
    console.log(output.trimEnd());
  }
  const seconds = (performance.now() - start) / 1000;
  outcomes.push({ name, passed, seconds });
  console.log(`${passed ? "ok" : "FAILED"} (${seconds.toFixed(1)} s)`);
}
const tests = names.includes("tests") ? readTestReport(REPORT) : undefined;
console.log(`\n${renderSummary(outcomes, tests)}`);
process.exitCode = outcomes.every(({ passed }) => passed) ? 0 : 1;

function run(command: string, { shown }: { readonly shown: boolean }): Promise<{ passed: boolean; output: string }> {
  const [file = "", ...args] = command.split(" ");
  const PATH = [`${ROOT}node_modules/.bin`, process.env.PATH].join(delimiter);
  const child = spawn(file === "node" ? process.execPath : file, args, {
    cwd: ROOT,
    env: { ...process.env, PATH },
    stdio: ["ignore", shown ? "inherit" : "pipe", shown ? "inherit" : "pipe"],
  });
  return new Promise((resolve, reject) => {
    let output = "";
    const keep = (chunk: Buffer) => {
      output += chunk.toString();
    };
    child.stdout?.on("data", keep);
    child.stderr?.on("data", keep);
    child.once("error", reject);
    child.once("close", (code) => resolve({ passed: code === 0, output }));
  });
}
