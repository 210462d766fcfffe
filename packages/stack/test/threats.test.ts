import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));

const threats = readFileSync(`${ROOT}docs/security.md`, "utf8")
  .split("\n")
  .map((line) => /^\| (.*) \| .* \| `(\S+\.test\.ts)`: (.*) \|$/.exec(line))
  .flatMap((match) => (match === null ? [] : [[match[1] ?? "", match[2] ?? "", match[3] ?? ""] as const]));

test("the page of threats has its table", () => {
  expect(threats.length).toBeGreaterThan(9);
});

test.each(threats)("%s: the test that the page names is there", (_, file, name) => {
  expect(readFileSync(`${ROOT}${file}`, "utf8")).toContain(name);
});
