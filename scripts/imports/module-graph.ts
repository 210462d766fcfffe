import { posix } from "node:path";
import type { SourceModule } from "./read-module.ts";
import type { SourceTree } from "./read-tree.ts";

/** The modules of the tree that a module imports, with their types or only their values. */
function importedBy(tree: SourceTree, module: SourceModule, { types }: { readonly types: boolean }): SourceModule[] {
  return module.imports
    .filter(({ typeOnly }) => types || !typeOnly)
    .map(({ specifier }) => tree.modules.get(pathOf(module, specifier)))
    .filter((found) => found !== undefined);
}

/** `@platform/metrics/define` is `packages/metrics/src/define.ts`. */
function pathOf(module: SourceModule, specifier: string): string {
  if (specifier.startsWith(".")) {
    return posix.join(posix.dirname(module.path), specifier);
  }
  const [, folder, entry = "index"] = /^@platform\/([^/]+)(?:\/(.+))?$/.exec(specifier) ?? [];
  return `packages/${folder}/src/${entry}.ts`;
}

/** The entries and everything that they import, types too, over package borders. */
export function reachableFrom(tree: SourceTree, entries: readonly string[]): Set<SourceModule> {
  const seen = new Set<SourceModule>();
  const open = entries.map((path) => tree.modules.get(path)).filter((found) => found !== undefined);
  for (let module = open.pop(); module !== undefined; module = open.pop()) {
    if (!seen.has(module)) {
      seen.add(module);
      open.push(...importedBy(tree, module, { types: true }));
    }
  }
  return seen;
}

/** Modules that import each other's values in a circle; each circle once, from its first path on. */
export function findLoops(tree: SourceTree): string[][] {
  const loops = new Map<string, string[]>();
  const done = new Set<SourceModule>();
  const visit = (module: SourceModule, trail: readonly SourceModule[]): void => {
    const start = trail.indexOf(module);
    if (start >= 0) {
      const loop = startAtFirst(trail.slice(start).map(({ path }) => path));
      loops.set(loop.join(), loop);
    } else if (!done.has(module)) {
      for (const next of importedBy(tree, module, { types: false })) {
        visit(next, [...trail, module]);
      }
      done.add(module);
    }
  };
  for (const module of tree.modules.values()) {
    visit(module, []);
  }
  return [...loops.values()];
}

function startAtFirst(loop: readonly string[]): string[] {
  const first = loop.indexOf(loop.toSorted()[0] ?? "");
  return [...loop.slice(first), ...loop.slice(0, first)];
}
