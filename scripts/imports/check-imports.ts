import { builtinModules } from "node:module";
import { posix } from "node:path";
import type { ImportMap } from "./import-map.ts";
import { type ImportProblem, problemAt } from "./import-problem.ts";
import { findLoops, reachableFrom } from "./module-graph.ts";
import type { ImportedModule, SourceModule } from "./read-module.ts";
import type { SourceTree } from "./read-tree.ts";

const INDEX_LINES = 40;

interface Place {
  readonly map: ImportMap;
  readonly tree: SourceTree;
  readonly module: SourceModule;
}

/** Every import, export and reach for the machine that the map does not allow; sorted, empty when the tree keeps it. */
export function checkImports(tree: SourceTree, map: ImportMap): ImportProblem[] {
  const problems = [...tree.modules.values()].flatMap((module) => {
    const place = { map, tree, module };
    return [...checkFile(place), ...module.imports.flatMap((imported) => checkImport(place, imported))];
  });
  return [...problems, ...checkPackages(tree, map), ...checkDefinitions(tree), ...checkLoops(tree)].sort(
    (a, b) => a.path.localeCompare(b.path) || a.line - b.line || a.check.localeCompare(b.check),
  );
}

function checkFile({ map, module }: Place): ImportProblem[] {
  const found = module.exportsAll.map((line) => problemAt(module, line, "export-all", "export * hides what is exported; name it."));
  if (/^packages\/[^/]+\/src\/index\.ts$/.test(module.path) && module.lines >= INDEX_LINES) {
    found.push(problemAt(module, 1, "index-long", `${module.lines} lines; an index has under ${INDEX_LINES}.`));
  }
  if (!isUnder(module.path, map.environment)) {
    found.push(...module.environment.map((line) => problemAt(module, line, "environment", "only the command and examples read process.env.")));
  }
  return found;
}

function checkImport({ map, tree, module }: Place, { specifier, line, typeOnly }: ImportedModule): ImportProblem[] {
  const [area = "", folder = ""] = module.path.split("/");
  const rule = area === "packages" ? map.packages[folder] : undefined;
  const problem = (check: ImportProblem["check"], message: string) => [problemAt(module, line, check, message)];
  if (specifier.startsWith(".")) {
    const target = posix.join(posix.dirname(module.path), specifier);
    return target.startsWith(`${area}/${folder}/`)
      ? []
      : problem("relative", `"${specifier}" leaves ${area}/${folder}; import it by its package name.`);
  }
  if (specifier.startsWith("#")) {
    return [];
  }
  if (isBuiltin(specifier)) {
    const touchesDisk = /^(node:)?fs(\/|$)/.test(specifier) && !typeOnly && area === "packages" && !isUnder(module.path, map.disk);
    return touchesDisk ? problem("disk", `"${specifier}" is left to the command, the module loader and the writer.`) : [];
  }
  if (rule === undefined) {
    return [];
  }
  const name = packageOf(specifier);
  const manifest = tree.manifests.get(folder);
  const declared = name in { ...manifest?.dependencies, ...manifest?.peerDependencies, ...(typeOnly ? manifest?.devDependencies : {}) };
  if (!declared) {
    return problem("undeclared", `"${name}" is not a dependency in packages/${folder}/package.json.`);
  }
  const [list, allowed] = specifier.startsWith("@platform/")
    ? [rule.firstParty, rule.firstParty.includes(specifier.slice("@platform/".length))]
    : [rule.thirdParty, rule.thirdParty.includes(name) || (typeOnly && rule.typesOnly?.includes(name))];
  return allowed ? [] : problem("import-map", `${folder} may not import "${specifier}", only ${list.join(", ") || "nothing"}.`);
}

function checkPackages({ manifests }: SourceTree, { packages }: ImportMap): ImportProblem[] {
  const folders = [...manifests.keys()].filter((folder) => !(folder in packages));
  return folders.map((folder) => ({ path: `packages/${folder}`, line: 1, check: "unknown-package", message: "is not in the import map." }));
}

function checkDefinitions(tree: SourceTree): ImportProblem[] {
  const entries = [...tree.modules.keys()].filter((path) => /^packages\/[^/]+\/src\/define\.ts$/.test(path));
  return [...reachableFrom(tree, entries)].flatMap((module) =>
    module.imports
      .filter(({ specifier }) => !specifier.startsWith(".") && !specifier.startsWith("@platform/"))
      .map(({ specifier, line }) => problemAt(module, line, "define-pure", `"${specifier}" is reachable from ./define, which is data only.`)),
  );
}

function checkLoops(tree: SourceTree): ImportProblem[] {
  return findLoops(tree).map((loop) => ({ path: loop[0] ?? "", line: 1, check: "cycle", message: `${loop.join(" → ")} → ${loop[0]}` }));
}

function isUnder(path: string, places: readonly string[]): boolean {
  return places.some((place) => path.startsWith(place));
}

function isBuiltin(specifier: string): boolean {
  return specifier.startsWith("node:") || builtinModules.includes(specifier);
}

function packageOf(specifier: string): string {
  return specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");
}
