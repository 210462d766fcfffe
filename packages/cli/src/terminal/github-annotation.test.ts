import { expect, test } from "vitest";
import { githubAnnotation } from "./github-annotation.ts";

test.each([
  [{ severity: "error", title: "t", message: "m" }, "::error title=t::m"],
  [{ severity: "note", title: "t", message: "m" }, "::notice title=t::m"],
  [{ severity: "warning", title: "t", message: "m", file: "deploy/a.yml" }, "::warning file=deploy/a.yml,title=t::m"],
  [
    { severity: "error", title: "t", message: "m", place: { file: `${process.cwd()}/src/a.ts`, line: 3, column: 7 } },
    "::error file=src/a.ts,line=3,col=7,title=t::m",
  ],
  [{ severity: "error", title: "a: b, c", message: "100 %\nnext: a, b" }, "::error title=a%3A b%2C c::100 %25%0Anext: a, b"],
] as const)("a message of any text is one line that GitHub reads: %#", (annotation, line) => {
  expect(githubAnnotation(annotation)).toBe(line);
});
