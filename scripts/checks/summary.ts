import type { TestTotals } from "./test-totals.ts";

export interface Outcome {
  readonly name: string;
  readonly passed: boolean;
  readonly seconds: number;
}

/**
 * A table of the checks, and a last line `N passed, N failed` that counts tests; a check other than the tests that failed counts as one more failure.
 *
 * @param tests - undefined when the tests were not asked for
 */
export function renderSummary(outcomes: readonly Outcome[], tests: TestTotals = { passed: 0, failed: 0, skipped: 0 }): string {
  const width = Math.max(...outcomes.map(({ name }) => name.length));
  const lines = outcomes.map(
    ({ name, passed, seconds }) => `${name.padEnd(width)}  ${passed ? "ok    " : "FAILED"}  ${seconds.toFixed(1).padStart(6)} s`,
  );
  if (tests.skipped > 0) {
    lines.push(`${tests.skipped} tests skipped`);
  }
  const testsFailed = outcomes.some(({ name, passed }) => name === "tests" && !passed);
  const otherFailures = outcomes.filter(({ name, passed }) => name !== "tests" && !passed).length;
  const failed = (testsFailed ? Math.max(tests.failed, 1) : tests.failed) + otherFailures;
  return [...lines, "", `${tests.passed} passed, ${failed} failed`].join("\n");
}
