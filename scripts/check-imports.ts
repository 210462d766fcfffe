import { fileURLToPath } from "node:url";
import { checkImports } from "./imports/check-imports.ts";
import { IMPORT_MAP } from "./imports/import-map.ts";
import { readTree } from "./imports/read-tree.ts";

const tree = readTree(fileURLToPath(new URL("..", import.meta.url)));
const problems = checkImports(tree, IMPORT_MAP);
for (const { path, line, check, message } of problems) {
  console.error(`${path}:${line} [${check}] ${message}`);
}
console.log(`${tree.modules.size} files, ${problems.length} problems.`);
process.exitCode = problems.length === 0 ? 0 : 1;
