import { execFile } from "node:child_process";
import { globSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

export interface PackedPackage {
  readonly name: string;
  readonly version: string;
  /** From the repository's root: `packages/metrics`. */
  readonly folder: string;
  /** Path of the tarball. */
  readonly tarball: string;
  /** Paths inside the package: `dist/index.js`. */
  readonly files: readonly string[];
}

interface PackReport {
  readonly name: string;
  readonly version: string;
  readonly filename: string;
  readonly files: readonly { readonly path: string }[];
}

/**
 * Packs every public package as it would be published; it must be built.
 *
 * @param into - folder for the tarballs
 */
export async function packPackages(root: string, into: string): Promise<PackedPackage[]> {
  const manifests = globSync("packages/*/package.json", { cwd: root }).sort();
  const folders = manifests.filter((file) => JSON.parse(readFileSync(`${root}/${file}`, "utf8")).private !== true).map((file) => dirname(file));
  const packed: PackedPackage[] = [];
  for (const folder of folders) {
    const { stdout } = await run("npm", ["pack", "--json", "--ignore-scripts", "--pack-destination", into], { cwd: `${root}/${folder}` });
    const report = (Object.values(JSON.parse(stdout)) as PackReport[])[0];
    if (report === undefined) {
      throw new Error(`npm pack printed no report for ${folder}.`);
    }
    const { name, version, filename, files } = report;
    packed.push({ name, version, folder, tarball: `${into}/${filename}`, files: files.map(({ path }) => path) });
  }
  return packed;
}
