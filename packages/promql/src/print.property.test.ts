import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { offset, print, rewrite } from "@platform/promql";
import fc from "fast-check";
import { expect, test } from "vitest";
import { arbitraryExpression } from "../test/arbitrary-expression.ts";
import { expressionShape } from "../test/expression-shape.ts";
import { parsedShape } from "../test/parsed-shape.ts";

/** What Grafana fills in, since parsers know no variables. */
function filledIn(text: string): string {
  return text.replaceAll(/\[\$__\w+/g, "[5m");
}

/** Without offsets: that parser gives one to all that stands before it, where Prometheus gives it to the selector alone. */
const withoutOffsets = arbitraryExpression.map((expression) => rewrite(expression, { selector: (selector) => offset(selector, 0) }));

test("a second parser reads in the print of any expression what the expression is", () => {
  fc.assert(
    fc.property(withoutOffsets, (expression) => {
      const shape = JSON.parse(JSON.stringify(expressionShape(expression)).replaceAll(/"\$__\w+"/g, '"5m"')) as unknown;
      expect(parsedShape(filledIn(print(expression)))).toEqual(shape);
    }),
    { numRuns: 2000 },
  );
});

test("Prometheus accepts the print of any expression", { skip: !hasPromtool() }, () => {
  const expressions = fc.sample(arbitraryExpression, { numRuns: 1000, seed: 7 });
  const rules = expressions.map((expression, index) => ({ record: `r:${index}`, expr: filledIn(print(expression)) }));
  const folder = mkdtempSync(join(tmpdir(), "promql-"));
  try {
    const file = join(folder, "rules.yml");
    writeFileSync(file, asciiJson({ groups: [{ name: "all", rules }] }));
    expect(execFileSync("promtool", ["check", "rules", "--lint=none", file], { encoding: "utf8" })).toContain(`${rules.length} rules found`);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

/** JSON that is YAML too: a reader of YAML refuses some characters as they are, and halves of a pair of escapes. */
function asciiJson(data: unknown): string {
  return JSON.stringify(data).replaceAll(/[^ -~]/gu, (character) => `\\U${(character.codePointAt(0) ?? 0).toString(16).padStart(8, "0")}`);
}

function hasPromtool(): boolean {
  try {
    execFileSync("promtool", ["--version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}
