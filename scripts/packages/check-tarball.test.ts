import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { checkContents } from "./check-tarball.ts";

const FILES = ["LICENSE", "README.md", "package.json", "dist/index.js", "dist/index.js.map", "dist/index.d.ts", "src/index.ts"];
let root = "";

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "tarball-"));
  for (const file of ["LICENSE", ...FILES.map((path) => `packages/slo/${path}`)]) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), "");
  }
});
afterEach(() => rmSync(root, { recursive: true }));

function findingsIn(files: readonly string[]): string[] {
  return checkContents(root, { name: "@platform/slo", version: "1.0.0", folder: "packages/slo", tarball: "", files });
}

test("a whole package has no findings", () => {
  expect(findingsIn(FILES)).toEqual([]);
});

test.each(["LICENSE", "README.md", "dist/index.js", "dist/index.d.ts"])("a package without %s is found", (missing) => {
  expect(findingsIn(FILES.filter((file) => file !== missing))).toEqual([`${missing} is missing from the package.`]);
});

test("a licence that is not the repository's is found", () => {
  writeFileSync(join(root, "packages/slo/LICENSE"), "MIT");
  expect(findingsIn(FILES)).toEqual(["LICENSE differs from the one at the root."]);
});

test.each(["src/burn-rate.test.ts", "src/burn-rate.test-d.ts", "bench/record.bench.ts", "test/golden/rules.yml"])("%s is not packed", (file) => {
  expect(findingsIn([...FILES, file])).toEqual([`${file} is for development and should not be packed.`]);
});

test("a built file whose source was removed is found", () => {
  expect(findingsIn([...FILES, "dist/old.d.ts.map"])).toEqual(["dist/old.d.ts.map has no source any more; remove the dist folder and build again."]);
});
