import { expect, test } from "vitest";
import { renderSummary } from "./summary.ts";
import type { FileReport, TestReport } from "./test-report.ts";

const lastLine = (summary: string) => summary.split("\n").at(-1);
const file: FileReport = { file: "a.test.ts", passed: 9, failed: 0, skipped: 0, failures: [] };
const report = (changes: Partial<FileReport> = {}, more: Partial<TestReport> = {}): TestReport => ({
  files: [{ ...file, ...changes }],
  errors: [],
  ...more,
});

test("the last line is the plain total of tests", () => {
  const summary = renderSummary(
    [
      { name: "types", passed: true, seconds: 1.24 },
      { name: "tests", passed: true, seconds: 61 },
    ],
    report({ passed: 1234, skipped: 2 }),
  );
  expect(summary).toBe("types  ok         1.2 s\ntests  ok        61.0 s\n2 tests skipped\n\n1234 passed, 0 failed");
});

test.each([
  [
    "a failed test",
    [{ name: "tests", passed: false, seconds: 1 }],
    report({ failed: 1, failures: ["adds: expected 3 to be 4"] }),
    "9 passed, 1 failed",
  ],
  [
    "a file that failed outside its tests",
    [{ name: "tests", passed: false, seconds: 1 }],
    report({ failures: ["the file: no"] }),
    "9 passed, 1 failed",
  ],
  ["an error of nobody", [{ name: "tests", passed: false, seconds: 1 }], report({}, { errors: ["lost"] }), "9 passed, 1 failed"],
  ["a test run that ended before it could report", [{ name: "tests", passed: false, seconds: 1 }], undefined, "0 passed, 1 failed"],
  ["a check that found something", [{ name: "types", passed: false, seconds: 1 }], report(), "9 passed, 1 failed"],
])("%s is never reported as 0 failed", (_, outcomes, tests, line) => {
  expect(lastLine(renderSummary(outcomes, tests))).toBe(line);
});

test("what failed, and what passed only alone, is told by name at the end", () => {
  const tests = report({ failures: ["adds: expected 3 to be 4"] }, { onlyAlone: ["b.test.ts: starts: timed out"], errors: ["lost"] });
  expect(
    renderSummary([{ name: "tests", passed: false, seconds: 1 }], tests)
      .split("\n")
      .slice(1, -2),
  ).toEqual(["", "Passed only when run alone:", "  b.test.ts: starts: timed out", "", "Failed:", "  a.test.ts: adds: expected 3 to be 4", "  lost"]);
});
