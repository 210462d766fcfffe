import { expect, test } from "vitest";
import { renderSummary } from "./summary.ts";

const lastLine = (summary: string) => summary.split("\n").at(-1);

test("the last line is the plain total of tests", () => {
  const summary = renderSummary(
    [
      { name: "types", passed: true, seconds: 1.24 },
      { name: "tests", passed: true, seconds: 61 },
    ],
    { passed: 1234, failed: 0, skipped: 2 },
  );
  expect(summary).toBe("types  ok         1.2 s\ntests  ok        61.0 s\n2 tests skipped\n\n1234 passed, 0 failed");
});

test.each([
  ["a failed test", [{ name: "tests", passed: false, seconds: 1 }], { passed: 9, failed: 1, skipped: 0 }, "9 passed, 1 failed"],
  [
    "a test run that ended without a failed test",
    [{ name: "tests", passed: false, seconds: 1 }],
    { passed: 9, failed: 0, skipped: 0 },
    "9 passed, 1 failed",
  ],
  ["a check that found something", [{ name: "types", passed: false, seconds: 1 }], { passed: 9, failed: 0, skipped: 0 }, "9 passed, 1 failed"],
])("%s is never reported as 0 failed", (_, outcomes, tests, line) => {
  expect(lastLine(renderSummary(outcomes, tests))).toBe(line);
});
