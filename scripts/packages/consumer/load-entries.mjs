import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const namesOf = (module) => Object.keys(module).filter((name) => name !== "__esModule" && name !== "module.exports");

for (const folder of readdirSync("node_modules/@platform")) {
  const { name, exports } = JSON.parse(readFileSync(`node_modules/@platform/${folder}/package.json`, "utf8"));
  for (const entry of Object.keys(exports).filter((path) => path !== "./package.json")) {
    const specifier = name + entry.slice(1);
    const imported = namesOf(await import(specifier))
      .sort()
      .join();
    const required = namesOf(require(specifier)).sort().join();
    if (imported === "" || imported !== required) {
      console.error(`${specifier}: import gives "${imported}", require gives "${required}"`);
      process.exitCode = 1;
    }
  }
}
if (process.exitCode === undefined) {
  console.log("every entry loads both ways");
}
