import { expect, test } from "vitest";
import { checkOutputPath, checkOutputPaths } from "./output-path.ts";

test.each([
  "../outside",
  "a/../../outside",
  "a/..",
  ".",
  "",
  "/etc/passwd",
  "a//b",
  "a/",
  "C:\\windows",
  "a\\b",
  "a\0b",
  "a\nb",
  "nul",
  "rules/CON.yml",
  "trailing.",
  "space ",
  "-option",
  "naïve",
  "a".repeat(1001),
])("the path %j is refused", (path) => {
  expect(() => checkOutputPath(path)).toThrow(expect.objectContaining({ name: "OutputError", code: "path_invalid" }));
});

test.each(["prometheus/rules/api-gateway.yml", ".generated.json", "a", "README.md", "nullable/console.json"])("the path %s is taken", (path) => {
  expect(() => checkOutputPath(path)).not.toThrow();
});

test.each([[["a", "a"]], [["rules/A.yml", "rules/a.yml"]], [["a", "a/b"]], [["a/b/c", "A/b"]]])("the paths %j are refused together", (paths) => {
  expect(() => checkOutputPaths(paths)).toThrow(expect.objectContaining({ code: "path_duplicate" }));
});
