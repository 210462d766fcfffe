import { spawn } from "node:child_process";
import { once } from "node:events";
import { rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { failedFiles, readTestReport, type TestReport, withSecondRun } from "./test-report.ts";

/**
 * Runs the tests, and files that failed once more, alone: many start whole programs, and two cores at times give them too little within their limits.
 * What passes only alone is told by name. When more than this fails, the cause is another one.
 */
const MOST_FILES_AGAIN = 5;

const REPORTER = fileURLToPath(new URL("./test-reporter.ts", import.meta.url));

/** `node run-tests.ts [report] [arguments for vitest…]` */
const [reportPath = ".data/tests.json", ...vitestArgs] = process.argv.slice(2);
process.exitCode = (await runTests()) ? 0 : 1;

/** @returns whether all passed, at the latest alone */
async function runTests(): Promise<boolean> {
  const first = await runVitest([]);
  const failed = first === undefined ? [] : failedFiles(first);
  if (first === undefined || failed.length === 0 || failed.length > MOST_FILES_AGAIN) {
    return first !== undefined && isGreen(first);
  }
  console.log(`\nOnce more, alone: ${failed.map(({ file }) => file).join(", ")}`);
  const second = await runVitest(["--maxWorkers=1", ...failed.map(({ file }) => file)]);
  const whole = second === undefined ? first : withSecondRun(first, second);
  writeFileSync(reportPath, JSON.stringify(whole));
  return isGreen(whole);
}

function isGreen(report: TestReport): boolean {
  return failedFiles(report).length === 0 && report.errors.length === 0;
}

/** @returns undefined when the run ended before it could report */
async function runVitest(args: readonly string[]): Promise<TestReport | undefined> {
  rmSync(reportPath, { force: true });
  const reporters = ["--reporter=default", `--reporter=${REPORTER}`];
  const child = spawn(process.execPath, ["node_modules/vitest/vitest.mjs", "run", ...reporters, ...vitestArgs, ...args], {
    env: { ...process.env, CI: "true", TEST_REPORT: reportPath },
    stdio: "inherit",
  });
  const [code] = await once(child, "close");
  const report = readTestReport(reportPath);
  const isTold = report !== undefined && (code === 0 || !isGreen(report));
  return isTold ? report : undefined;
}
