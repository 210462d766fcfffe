import { failureLines, type TestReport, totalsOf } from "./test-report.ts";

export interface Outcome {
  readonly name: string;
  readonly passed: boolean;
  readonly seconds: number;
}

/** The end of a long log is what is read first. */
const MOST_LINES = 15;
const LINE_LENGTH = 300;

/**
 * A table of the checks, what failed in the tests, and a last line `N passed, N failed` that counts tests; a check other than the tests that failed
 * counts as one more failure.
 *
 * @param tests - undefined when the tests were not asked for, or did not come to report
 */
export function renderSummary(outcomes: readonly Outcome[], tests: TestReport = { files: [], errors: [] }): string {
  const width = Math.max(...outcomes.map(({ name }) => name.length));
  const lines = outcomes.map(
    ({ name, passed, seconds }) => `${name.padEnd(width)}  ${passed ? "ok    " : "FAILED"}  ${seconds.toFixed(1).padStart(6)} s`,
  );
  const totals = totalsOf(tests);
  if (totals.skipped > 0) {
    lines.push(`${totals.skipped} tests skipped`);
  }
  lines.push(
    ...section("Passed only when run alone", tests.onlyAlone ?? []),
    ...section("Failed", [...tests.files.flatMap(failureLines), ...tests.errors]),
  );
  const testsFailed = outcomes.some(({ name, passed }) => name === "tests" && !passed);
  const otherFailures = outcomes.filter(({ name, passed }) => name !== "tests" && !passed).length;
  const failed = (testsFailed ? Math.max(totals.failed, 1) : totals.failed) + otherFailures;
  return [...lines, "", `${totals.passed} passed, ${failed} failed`].join("\n");
}

function section(title: string, lines: readonly string[]): readonly string[] {
  const shown = lines.slice(0, MOST_LINES).map((line) => `  ${line.slice(0, LINE_LENGTH)}`);
  return lines.length === 0 ? [] : ["", `${title}:`, ...shown, ...(lines.length > MOST_LINES ? [`  and ${lines.length - MOST_LINES} more`] : [])];
}
