import { spawn } from "node:child_process";
import { copyFileSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { text } from "node:stream/consumers";
import { pathToFileURL } from "node:url";
import { CommandError } from "../command-error.ts";
import { exitCode } from "../exit-code.ts";
import { isUsersOwn } from "./source-place.ts";

/** A line of `tsc --pretty false`; what explains it further is indented. */
const DIAGNOSTIC = /^(.+)\((\d+),(\d+)\): error (TS\d+): (.*)$/;

/** Nothing is emitted, and what only matters for emitting is off, whatever the project's own configuration says. */
const COMPILER_OPTIONS = {
  noEmit: true,
  emitDeclarationOnly: false,
  composite: false,
  incremental: true,
  declaration: false,
  declarationMap: false,
  isolatedDeclarations: false,
  skipLibCheck: true,
  allowImportingTsExtensions: true,
};

/**
 * Asks the project's own compiler whether a configuration and all that it imports have the types that they say: evaluating TypeScript removes
 * types, it does not read them. Nothing is asked of JavaScript, nor where the project has no `typescript`, no `tsconfig.json`, or a `node_modules`
 * in which nothing can be written.
 *
 * @throws CommandError `config_types`
 */
export async function checkTypes(path: string): Promise<void> {
  const config = resolve(path);
  const compiler = compilerOf(config);
  const project = nearestProject(dirname(config));
  if (!/\.m?ts$/.test(config) || compiler === undefined || project === undefined) {
    return;
  }
  const cache = join(compiler.modules, ".cache", "platform");
  const own = join(cache, `tsconfig.${process.pid}.json`);
  // What the last run found out of the same files. Each run has a copy, so that two at once never read half of one.
  const known = join(cache, "types.tsbuildinfo");
  const ownKnown = join(cache, `types.${process.pid}.tsbuildinfo`);
  try {
    mkdirSync(cache, { recursive: true });
    const compilerOptions = { ...COMPILER_OPTIONS, tsBuildInfoFile: ownKnown };
    writeFileSync(own, JSON.stringify({ extends: project, files: [config], include: [], compilerOptions }));
  } catch {
    return; // Packages that may only be read, as in an image of a container: types were checked where they were built.
  }
  try {
    remember(() => copyFileSync(known, ownKnown));
    const output = await runCompiler(compiler.bin, own);
    remember(() => renameSync(ownKnown, known));
    const [first, ...others] = diagnosticsOf(output);
    if (first !== undefined) {
      throw typeError(first, others);
    }
  } finally {
    rmSync(own, { force: true });
    rmSync(ownKnown, { force: true });
  }
}

/** Without what the last run found out, the compiler finds it out again. */
function remember(move: () => void): void {
  try {
    move();
  } catch {
    // There was no last run, or another one has the file open.
  }
}

/** The compiler that the project has installed, and the `node_modules` in which it is. */
function compilerOf(config: string): { readonly bin: string; readonly modules: string } | undefined {
  try {
    const manifest = createRequire(config).resolve("typescript/package.json");
    const { bin } = JSON.parse(readFileSync(manifest, "utf8")) as { readonly bin: Readonly<Record<string, string>> };
    return { bin: join(dirname(manifest), bin.tsc ?? "bin/tsc"), modules: dirname(dirname(manifest)) };
  } catch {
    return undefined; // A project without TypeScript has no types to be wrong.
  }
}

function nearestProject(folder: string): string | undefined {
  const file = join(folder, "tsconfig.json");
  if (statSync(file, { throwIfNoEntry: false })?.isFile()) {
    return file;
  }
  return dirname(folder) === folder ? undefined : nearestProject(dirname(folder));
}

async function runCompiler(bin: string, project: string): Promise<string> {
  const child = spawn(process.execPath, [bin, "--project", project, "--pretty", "false"], { stdio: ["ignore", "pipe", "ignore"] });
  return text(child.stdout);
}

interface Diagnostic {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly code: string;
  readonly message: string;
}

/** Those of the user's own sources: what the compiler has against its options or a package is not about the configuration. */
function diagnosticsOf(output: string): readonly Diagnostic[] {
  return output.split(/\r?\n/).flatMap((line) => {
    const [, file, row, column, code, message] = DIAGNOSTIC.exec(line) ?? [];
    const path = file === undefined ? "" : resolve(file);
    return code === undefined || message === undefined || !isUsersOwn(pathToFileURL(path).href)
      ? []
      : [{ file: path, line: Number(row), column: Number(column), code, message }];
  });
}

function typeError({ code, message, ...place }: Diagnostic, others: readonly Diagnostic[]): CommandError {
  return new CommandError("config_types", `${message} (${code})`, {
    exit: exitCode.findings,
    place,
    hint:
      others.length === 0
        ? undefined
        : `And ${others.length} more: ${others
            .slice(0, 5)
            .map(({ file, line }) => `${file}:${line}`)
            .join(", ")}${others.length > 5 ? ", …" : ""}`,
  });
}
