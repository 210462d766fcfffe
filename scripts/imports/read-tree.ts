import { existsSync, globSync, readFileSync } from "node:fs";
import { readModule, type SourceModule } from "./read-module.ts";

export interface Manifest {
  readonly name: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

export interface SourceTree {
  /** By path from the root; the sources of packages and examples, without tests. */
  readonly modules: ReadonlyMap<string, SourceModule>;
  /** By package folder: `metrics`. */
  readonly manifests: ReadonlyMap<string, Manifest>;
}

const SOURCES = ["packages/*/src/**/*.ts", "examples/**/*.ts"];
const LEFT_OUT = /\.test(-d)?\.ts$|\.bench\.ts$|\/(test|node_modules|dist|\.data)\//;

/** Reads every source file below a root once. */
export function readTree(root: string): SourceTree {
  const paths = SOURCES.flatMap((pattern) => globSync(pattern, { cwd: root, exclude: ["**/node_modules/**"] }))
    .map((path) => path.replaceAll("\\", "/"))
    .filter((path) => !LEFT_OUT.test(path))
    .sort();
  const modules = new Map(paths.map((path) => [path, readModule(path, readFileSync(`${root}/${path}`, "utf8"))]));
  const folders = globSync("packages/*/package.json", { cwd: root }).sort();
  const manifests = new Map(
    folders
      .filter((file) => existsSync(`${root}/${file}`))
      .map((file) => [file.split("/")[1] ?? "", JSON.parse(readFileSync(`${root}/${file}`, "utf8")) as Manifest]),
  );
  return { modules, manifests };
}
