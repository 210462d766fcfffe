import { existsSync, readFileSync } from "node:fs";

export interface TestTotals {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

interface VitestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
}

/** Totals of vitest's JSON report; none of it when vitest did not come to write one. */
export function readTestTotals(file: string): TestTotals {
  if (!existsSync(file)) {
    return { passed: 0, failed: 0, skipped: 0 };
  }
  const report: VitestReport = JSON.parse(readFileSync(file, "utf8"));
  return { passed: report.numPassedTests, failed: report.numFailedTests, skipped: report.numPendingTests + report.numTodoTests };
}
