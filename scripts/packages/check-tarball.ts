import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { promisify } from "node:util";
import type { PackedPackage } from "./pack-packages.ts";

const run = promisify(execFile);

/** What is wrong with a tarball, one line each; empty when it can be published. */
export async function checkTarball(root: string, packed: PackedPackage): Promise<string[]> {
  const linted = await Promise.all([
    findingsOf("publint", ["run", packed.tarball, "--strict"]),
    findingsOf("attw", [packed.tarball, "--profile", "esm-only", "--no-emoji", "--no-color"]),
  ]);
  return [...checkContents(root, packed), ...linted.flat()].map((finding) => `${packed.folder}: ${finding}`);
}

/** Licence and README are in it, tests are not, and every built file still has its source, except what a browser gets in one piece. */
export function checkContents(root: string, { folder, files }: PackedPackage): string[] {
  const findings: string[] = [];
  for (const needed of ["LICENSE", "README.md", "dist/index.js", "dist/index.d.ts"]) {
    if (!files.includes(needed)) {
      findings.push(`${needed} is missing from the package.`);
    }
  }
  const licence = `${root}/${folder}/LICENSE`;
  if (existsSync(licence) && readFileSync(licence, "utf8") !== readFileSync(`${root}/LICENSE`, "utf8")) {
    findings.push("LICENSE differs from the one at the root.");
  }
  for (const file of files) {
    if (/\.(test|test-d|bench)\.|(^|\/)(test|bench)\//.test(file)) {
      findings.push(`${file} is for development and should not be packed.`);
    }
    const source = file.replace(/^dist\//, "src/").replace(/\.(js|d\.ts)(\.map)?$/, ".ts");
    // A bundle holds several modules, and a build begins without those of the one before.
    const bundled = /^dist\/(page|chunks)\//.test(file);
    if (file.startsWith("dist/") && !bundled && !existsSync(`${root}/${folder}/${source}`)) {
      findings.push(`${file} has no source any more; remove the dist folder and build again.`);
    }
  }
  return findings;
}

async function findingsOf(command: string, args: readonly string[]): Promise<string[]> {
  try {
    await run(command, args);
    return [];
  } catch (error) {
    const { stdout = "", stderr = "" } = error as { stdout?: string; stderr?: string };
    return [`${command} is not content:\n${`${stdout}${stderr}`.trim() || error}`];
  }
}
