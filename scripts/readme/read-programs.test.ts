import { expect, test } from "vitest";
import { matchesOutput } from "./matches-output.ts";
import { readPrograms } from "./read-programs.ts";

const FENCE = "```";
const page = (...lines: readonly string[]) => lines.join("\n").replaceAll("'''", FENCE);

test("marked blocks are programs with their line, name and output; others are not", () => {
  const text = page(
    "# Title",
    "'''ts",
    "const fragment = …;",
    "'''",
    "'''ts program file=jobs.ts",
    "export const jobs = 1;",
    "'''",
    "'''ts program",
    "console.log(1);",
    "'''",
    "prints",
    "'''text output",
    "1",
    "'''",
    "'''sh program",
    "echo 2",
    "'''",
  );
  expect(readPrograms(text)).toEqual([
    { language: "ts", file: "jobs.ts", line: 6, code: "export const jobs = 1;", output: undefined },
    { language: "ts", file: "program-9.ts", line: 9, code: "console.log(1);", output: "1" },
    { language: "sh", file: "program-16.sh", line: 16, code: "echo 2", output: undefined },
  ]);
});

test("an output without a program before it is an error", () => {
  expect(() => readPrograms(page("'''text output", "1", "'''"))).toThrow("Line 2: an output needs a program before it.");
});

test.each([
  ["a\nb", "a  \nb\n", true],
  ["a\nb", "a\nc\n", false],
  ["took … s", "took 1.25 s", true],
  ["took … s", "took 1.25 ms", false],
  ["a\n…\nz", "a\nb\nc\nz\n", true],
  ["a\n…\nz", "a\nz\n", true],
  ["a\n…", "b\nz\n", false],
  ["cost (USD) 1.5", "cost (USD) 1x5", false],
])("%j shown, %j printed: %s", (shown, printed, expected) => {
  expect(matchesOutput(shown, printed)).toBe(expected);
});
