import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

/**
 * Runs Express's own tests twice, without and with this middleware in every app, and fails if a test gives another result.
 *
 *     node --conditions=@platform/source test/run-express-suite.ts <Express source tree with its dependencies installed>
 */
const [tree] = process.argv.slice(2);
if (tree === undefined) {
  console.error("Give the path of an Express source tree whose dependencies are installed.");
  process.exit(2);
}
const preload = fileURLToPath(new URL("./observe-every-app.ts", import.meta.url));
const bare = runSuite([]);
const observed = runSuite(["--import", preload]);
const differing = [...new Set([...bare.keys(), ...observed.keys()])].filter((title) => bare.get(title) !== observed.get(title));
for (const title of differing) {
  console.log(`${title}: ${bare.get(title) ?? "missing"} without, ${observed.get(title) ?? "missing"} with the middleware`);
}
console.log(
  `${bare.size} tests, ${[...bare.values()].filter((result) => result === "passed").length} pass without the middleware, ${differing.length} differ with it.`,
);
process.exitCode = differing.length === 0 && bare.size > 0 ? 0 : 1;

type Result = "passed" | "failed" | "pending";

interface MochaReport {
  readonly tests: readonly { readonly fullTitle: string; readonly err: object }[];
  readonly pending: readonly { readonly fullTitle: string }[];
}

/** Results by title; tests of one title are numbered. */
function runSuite(nodeOptions: readonly string[]): ReadonlyMap<string, Result> {
  const mocha = [
    "node_modules/mocha/bin/_mocha",
    "--require",
    "test/support/env",
    "--reporter",
    "json",
    "--check-leaks",
    "test/",
    "test/acceptance/",
  ];
  const { stdout } = spawnSync(process.execPath, ["--conditions=@platform/source", ...nodeOptions, ...mocha], {
    cwd: tree as string,
    encoding: "utf8",
    maxBuffer: 1e8,
  });
  const report: MochaReport = JSON.parse(stdout.slice(stdout.indexOf("{\n"), stdout.lastIndexOf("}") + 1));
  const pending = new Set(report.pending.map(({ fullTitle }) => fullTitle));
  const results = new Map<string, Result>();
  for (const { fullTitle, err } of report.tests) {
    let key = fullTitle;
    for (let number = 2; results.has(key); number++) {
      key = `${fullTitle} (${number})`;
    }
    results.set(key, pending.has(fullTitle) ? "pending" : Object.keys(err).length === 0 ? "passed" : "failed");
  }
  return results;
}
