import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { startLoki } from "../../logging/test/loki-server.ts";
import { receiveOtlp } from "../../tracing/test/receive-otlp.ts";

/**
 * Runs Express's own tests twice, without and with this middleware in every app, with metrics, spans that are sent, lines and their delivery to Loki; and
 * fails if a test gives another result.
 *
 *     node --conditions=@platform/source test/run-express-suite.ts <Express source tree with its dependencies installed>
 */
const [tree] = process.argv.slice(2);
if (tree === undefined) {
  console.error("Give the path of an Express source tree whose dependencies are installed.");
  process.exit(2);
}
const preload = fileURLToPath(new URL("./observe-every-app.ts", import.meta.url));
const receiver = await receiveOtlp();
const loki = await startLoki();
const spool = mkdtempSync(join(tmpdir(), "express-suite-"));
const bare = await runSuite([]);
const observed = await runSuite(["--import", preload], {
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: receiver.url,
  SUITE_LOKI: loki.url,
  SUITE_SPOOL: spool,
});
await Promise.all([receiver.stop(), loki.close()]);
rmSync(spool, { recursive: true, force: true });
const differing = [...new Set([...bare.keys(), ...observed.keys()])].filter((title) => bare.get(title) !== observed.get(title));
for (const title of differing) {
  console.log(`${title}: ${bare.get(title) ?? "missing"} without, ${observed.get(title) ?? "missing"} with the middleware`);
}
console.log(
  `${bare.size} tests, ${[...bare.values()].filter((result) => result === "passed").length} pass without the middleware, ${differing.length} differ with it, ` +
    `which sent ${receiver.spans.length} spans and ${loki.lines.length} lines.`,
);
const isSeen = receiver.spans.length > bare.size / 2 && loki.lines.length > bare.size / 2;
process.exitCode = differing.length === 0 && bare.size > 0 && isSeen ? 0 : 1;

type Result = "passed" | "failed" | "pending";

interface MochaReport {
  readonly tests: readonly { readonly fullTitle: string; readonly err: object }[];
  readonly pending: readonly { readonly fullTitle: string }[];
}

/** Results by title; tests of one title are numbered. */
async function runSuite(nodeOptions: readonly string[], variables: NodeJS.ProcessEnv = {}): Promise<ReadonlyMap<string, Result>> {
  const mocha = [
    "node_modules/mocha/bin/_mocha",
    "--require",
    "test/support/env",
    "--reporter",
    "json",
    "--check-leaks",
    // A test that fails leaves its server behind.
    "--exit",
    "test/",
    "test/acceptance/",
  ];
  const stdout = await new Promise<string>((resolve) => {
    const options = { cwd: tree as string, maxBuffer: 1e8, env: { ...process.env, ...variables } };
    // Mocha's exit code is the number of tests that fail, which without the middleware need not be none.
    execFile(process.execPath, ["--conditions=@platform/source", ...nodeOptions, ...mocha], options, (_error, text) => resolve(text));
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
