import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { type ChunkingContext, rolldown } from "rolldown";

// Puts the modules of the package in this folder together into few files: Node takes longer to find and open fifty of them than to read them.
// What a package imports from others stays an import, what it imports at run time stays a file of its own. Types come from tsc.

const { exports: entries } = JSON.parse(readFileSync("package.json", "utf8")) as {
  readonly exports: Readonly<Record<string, { readonly "@platform/source"?: string }>>;
};
const sources = Object.values(entries).flatMap((entry) => entry["@platform/source"] ?? []);

/** Modules that an entry cannot do without, by its name in `exports`. */
const reached = new Map<string, ReadonlySet<string>>();

function reachedFrom(entry: string, graph: ChunkingContext): ReadonlySet<string> {
  let modules = reached.get(entry);
  if (modules === undefined) {
    const source = entries[entry]?.["@platform/source"];
    const found = new Set(source === undefined ? [] : [resolve(source)]);
    for (const module of found) {
      for (const imported of graph.getModuleInfo(module)?.importedIds ?? []) {
        found.add(imported);
      }
    }
    reached.set(entry, found);
    modules = found;
  }
  return modules;
}

/** The root of a package is loaded from two files: its own, and one of what it shares with the definitions, which import nothing. */
function chunkOf(module: string, graph: ChunkingContext): string | null {
  if (!reachedFrom(".", graph).has(module)) {
    return null;
  }
  return reachedFrom("./define", graph).has(module) ? "definition" : "index";
}

const bundle = await rolldown({
  input: Object.fromEntries(sources.map((source) => [source.replace(/^\.\/src\/|\.ts$/g, ""), source])),
  external: /^[^./]/,
  platform: "node",
  // What entries share stands in the root's own file, under names of one letter, instead of in one more file: each costs as much as 20 kB of code.
  preserveEntrySignatures: "allow-extension",
  tsconfig: "../../tsconfig.base.json",
});
await bundle.write({
  dir: "dist",
  format: "esm",
  sourcemap: true,
  // They stand in the types and in the sources beside, and would be a quarter of what is read at each start.
  comments: { jsdoc: false },
  chunkFileNames: "chunks/[name].js",
  codeSplitting: { groups: [{ name: chunkOf, debugName: "entries" }] },
});
await bundle.close();
