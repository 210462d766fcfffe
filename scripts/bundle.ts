import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { type ChunkingContext, rolldown } from "rolldown";

// Puts the modules of the package in this folder together into few files: Node takes longer to find and open fifty of them than to read them.
// What a package imports from others stays an import, what it imports at run time stays a file of its own. Types come from tsc.
//
//     node ../../scripts/bundle.ts [entry…]
//
// The entries named are loaded without the root of the package: by definitions, or as a file of their own by a thread. What the root has in common with
// one of them is a file beside its own; what it has in common with all others is in its own.

const { exports: entries } = JSON.parse(readFileSync("package.json", "utf8")) as {
  readonly exports: Readonly<Record<string, { readonly "@platform/source"?: string }>>;
};
const apart = process.argv.slice(2);
const published = Object.values(entries)
  .flatMap((entry) => entry["@platform/source"] ?? [])
  .map((source) => source.replace(/^\.\/src\/|\.ts$/g, ""));
const sourceOf = (entry: string) => resolve(`src/${entry}.ts`);

/** Modules that an entry cannot do without. */
const reached = new Map<string, ReadonlySet<string>>();

function reachedFrom(entry: string, graph: ChunkingContext): ReadonlySet<string> {
  let modules = reached.get(entry);
  if (modules === undefined) {
    const found = new Set([sourceOf(entry)]);
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

/** A file for what the root needs that an entry reaches, unless a group before it has taken that: a group takes with it all that its modules import. */
function chunkOf(entry: string) {
  const isIn = (module: string, graph: ChunkingContext) => [entry, "index"].every((each) => reachedFrom(each, graph).has(module));
  return { name: (module: string, graph: ChunkingContext) => (isIn(module, graph) ? entry : null), debugName: entry };
}

const bundle = await rolldown({
  input: Object.fromEntries([...published, ...apart].map((entry) => [entry, sourceOf(entry)])),
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
  codeSplitting: { groups: [...apart, "index"].map((entry, index) => ({ ...chunkOf(entry), priority: apart.length - index })) },
});
await bundle.close();
