import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { checkImports } from "./check-imports.ts";
import { IMPORT_MAP } from "./import-map.ts";
import { readTree } from "./read-tree.ts";

let root = "";
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "imports-"));
});
afterEach(() => rmSync(root, { recursive: true }));

const MANIFESTS = {
  metrics: { peerDependencies: { "prom-client": "^15" } },
  slo: { dependencies: { "@platform/metrics": "0.0.0", "@platform/promql": "0.0.0", yaml: "^2" } },
  cli: { dependencies: { "@platform/metrics": "0.0.0", commander: "^15" } },
};

/** Findings in a tree of the given files, as `path:line check`. */
function findingsIn(files: Readonly<Record<string, string>>): string[] {
  const manifests = Object.entries(MANIFESTS).map(([name, manifest]) => [`packages/${name}/package.json`, JSON.stringify(manifest)] as const);
  for (const [path, text] of [...manifests, ...Object.entries(files)]) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return checkImports(readTree(root), IMPORT_MAP).map(({ path, line, check }) => `${path}:${line} ${check}`);
}

const SLO = "packages/slo/src/burn-rate.ts";
const METRICS = "packages/metrics/src/counter.ts";

test.each([
  ["a sibling that the map does not name", { [SLO]: 'import { x } from "@platform/metrics";' }, [`${SLO}:1 import-map`]],
  ["a file inside a sibling", { [SLO]: 'import type { X } from "@platform/metrics/src/x.ts";' }, [`${SLO}:1 import-map`]],
  ["a registry package that the map does not name", { [SLO]: '\nexport { parse } from "yaml";' }, [`${SLO}:2 import-map`]],
  ["a package that package.json does not name", { [METRICS]: 'const p = import("pino");' }, [`${METRICS}:1 undeclared`]],
  ["a way out of the package", { [SLO]: 'import { x } from "../../metrics/src/counter.ts";' }, [`${SLO}:1 relative`]],
  ["the disk", { [SLO]: 'import { readFileSync } from "node:fs";' }, [`${SLO}:1 disk`]],
  ["the disk by promises, without a scheme", { [SLO]: 'const fs = require("fs/promises");' }, [`${SLO}:1 disk`]],
  ["the environment", { [SLO]: "export const home =\n  process.env.HOME;" }, [`${SLO}:2 environment`]],
  ["export *", { [METRICS]: 'export * from "./x.ts";\nexport * as y from "./y.ts";' }, [`${METRICS}:1 export-all`, `${METRICS}:2 export-all`]],
  ["a long index", { "packages/slo/src/index.ts": "export {};\n".repeat(40) }, ["packages/slo/src/index.ts:1 index-long"]],
  ["a package outside the map", { "packages/common/package.json": "{}" }, ["packages/common:1 unknown-package"]],
  [
    "an example that reaches into a package",
    { "examples/shop/a.ts": 'import "../../packages/slo/src/index.ts";' },
    ["examples/shop/a.ts:1 relative"],
  ],
])("finds %s", (_, files, findings) => {
  expect(findingsIn(files)).toEqual(findings);
});

describe("finds what is reachable from ./define", () => {
  test("even as a type, two files and a package further", () => {
    const findings = findingsIn({
      "packages/slo/src/define.ts": 'export { x } from "./slo.ts";',
      "packages/slo/src/slo.ts": 'import type { Y } from "@platform/metrics/define";\nexport const x = 1;',
      "packages/metrics/src/define.ts": 'export type { Y } from "./y.ts";',
      "packages/metrics/src/y.ts": 'import type { Registry } from "prom-client";\nexport type Y = Registry;',
    });
    expect(findings).toEqual(["packages/metrics/src/y.ts:1 define-pure"]);
  });
});

describe("finds circles", () => {
  test("of values, once, but not of types", () => {
    const findings = findingsIn({
      "packages/slo/src/a.ts": 'import { b } from "./b.ts";\nexport const a = () => b;',
      "packages/slo/src/b.ts": 'import { c } from "./c.ts";\nexport const b = () => c;',
      "packages/slo/src/c.ts": 'import { a } from "./a.ts";\nexport const c = () => a;',
      "packages/slo/src/d.ts": 'import { type E } from "./e.ts";\nexport type D = E;',
      "packages/slo/src/e.ts": 'import type { D } from "./d.ts";\nexport type E = D[];',
    });
    expect(findings).toEqual(["packages/slo/src/a.ts:1 cycle"]);
  });
});

test("a tree that keeps the map has no findings: comments, strings, tests and allowed places do not count", () => {
  const findings = findingsIn({
    [SLO]: '// import "yaml";\n/** process.env */ export const text = \'import "yaml"\';',
    "packages/slo/src/index.ts": 'export { text } from "./burn-rate.ts";\nimport type { X } from "@platform/metrics/define";',
    "packages/slo/src/burn-rate.test.ts": 'import { readFileSync } from "node:fs";\nimport { test } from "vitest";',
    "packages/metrics/src/index.ts": 'import { Registry } from "prom-client";\nimport { createServer } from "node:http";',
    "packages/cli/src/bin.ts": 'import { readFileSync } from "node:fs";\nimport { Command } from "commander";\nconst { NO_COLOR } = process.env;',
    "examples/shop/shop.ts": 'import { Pool } from "pg";\nconsole.log(process.env.DATABASE_URL);',
  });
  expect(findings).toEqual([]);
});

test("the map has no circle: a package names only packages above it in the table", () => {
  const above = new Set<string>();
  for (const [name, { firstParty }] of Object.entries(IMPORT_MAP.packages)) {
    expect(firstParty.filter((entry) => !above.has(entry.split("/")[0] ?? ""))).toEqual([]);
    above.add(name);
  }
});
