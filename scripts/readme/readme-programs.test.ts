import { execFileSync } from "node:child_process";
import { existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, test } from "vitest";
import { matchesOutput } from "./matches-output.ts";
import { readPrograms } from "./read-programs.ts";
import { runReadmeProgram } from "./run-program.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const PATTERNS = ["*.md", "docs/**/*.md", "packages/*/README.md", "examples/*/README.md"];

/** Every page, with its programs written beside it, each on the lines where the page has it. */
const pages = globSync(PATTERNS, { cwd: ROOT })
  .sort()
  .map((path) => {
    const name = path.replaceAll("/", "-").replace(/\.md$/, "");
    return { path, folder: join(ROOT, dirname(path), ".data/readme", name), programs: readPrograms(readFileSync(join(ROOT, path), "utf8")) };
  })
  .filter(({ programs }) => programs.length > 0);

/** Lines of the compiler by the file that they are about. */
let errors: readonly string[] = [];

beforeAll(() => {
  const files: string[] = [];
  for (const { folder, programs } of pages) {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    for (const { language, file, line, code } of programs) {
      writeFileSync(join(folder, file), `${"\n".repeat(line - 1)}${code}\n`);
      files.push(...(language === "ts" ? [join(folder, file)] : []));
    }
  }
  mkdirSync(join(ROOT, ".data/readme"), { recursive: true });
  const config = join(ROOT, ".data/readme/tsconfig.json");
  writeFileSync(config, JSON.stringify({ extends: "../../tsconfig.json", include: [], files }));
  errors = compilerErrors(config);
});

function compilerErrors(config: string): string[] {
  try {
    execFileSync(process.execPath, [join(ROOT, "node_modules/typescript/bin/tsc"), "-p", config], { cwd: ROOT, encoding: "utf8" });
    return [];
  } catch (error) {
    return (error as { stdout: string }).stdout.split("\n");
  }
}

describe.each(pages)("$path", ({ folder, programs }) => {
  test.each(programs.filter(({ language }) => language === "ts"))("the program in line $line compiles", ({ file }) => {
    const place = join(folder, file).slice(ROOT.length);
    expect(errors.filter((line) => line.startsWith(`${place}(`))).toEqual([]);
  });

  test.each(programs.filter(({ output }) => output !== undefined))("the program in line $line prints what the page shows", async (program) => {
    const printed = await runReadmeProgram(folder, program);
    if (!matchesOutput(program.output ?? "", printed)) {
      expect(printed.trim()).toBe(program.output);
    }
  });
});

test.each(globSync("packages/*/README.md", { cwd: ROOT }).sort())("%s shows a program and what it prints", (path) => {
  expect(readPrograms(readFileSync(join(ROOT, path), "utf8")).filter(({ output }) => output !== undefined)).not.toEqual([]);
});

test.each(globSync("packages/*/package.json", { cwd: ROOT }).sort().map(dirname))("%s has a README", (folder) => {
  expect(existsSync(join(ROOT, folder, "README.md"))).toBe(true);
});
