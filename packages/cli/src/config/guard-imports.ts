import { readFileSync } from "node:fs";
import { registerHooks } from "node:module";
import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import type { DefinitionPlace } from "@platform/metrics/define";
import { CommandError } from "../command-error.ts";
import { exitCode } from "../exit-code.ts";
import { isUsersOwn } from "./source-place.ts";

/** What only a running program needs: whoever reaches one of these does more than define data. */
const RUNTIME_MODULES: ReadonlySet<string> = new Set(
  ["child_process", "cluster", "dgram", "http", "http2", "https", "net", "repl", "tls", "worker_threads"].map((name) => `node:${name}`),
);

interface Import {
  readonly specifier: string;
  readonly from: string;
}

export interface ImportGuard {
  stop(): void;
}

/**
 * Watches every import from now on, and refuses the first that reaches a module which opens connections or starts
 * processes: a configuration is data, and generating must not start a service.
 */
export function guardImports(): ImportGuard {
  const importers = new Map<string, Import>();
  const hooks = registerHooks({
    resolve(specifier, context, next) {
      const from = context.parentURL;
      try {
        const resolved = next(specifier, context);
        if (from !== undefined && !importers.has(resolved.url)) {
          importers.set(resolved.url, { specifier, from });
        }
        if (from !== undefined && RUNTIME_MODULES.has(resolved.url)) {
          throw runtimeImport(specifier, from, importers);
        }
        return resolved;
      } catch (error) {
        throw from !== undefined && (error as NodeJS.ErrnoException).code === "ERR_MODULE_NOT_FOUND" && isUsersOwn(from)
          ? notFound(specifier, from, error)
          : error;
      }
    },
  });
  return { stop: () => hooks.deregister() };
}

function runtimeImport(specifier: string, from: string, importers: ReadonlyMap<string, Import>): CommandError {
  const chain: Import[] = [{ specifier, from }];
  for (let importer = importers.get(from); importer !== undefined && chain.length < 100; importer = importers.get(importer.from)) {
    chain.unshift(importer);
  }
  const culprit = chain.findLast((one) => isUsersOwn(one.from)) ?? chain[0];
  const path = [...chain.filter((one) => isUsersOwn(one.from)).map((one) => displayPath(one.from)), culprit?.specifier, specifier];
  return new CommandError(
    "config_imports_runtime",
    `The configuration imports "${culprit?.specifier}", which needs ${specifier.startsWith("node:") ? specifier : `node:${specifier}`} and belongs to a running program.`,
    {
      exit: exitCode.findings,
      place: culprit && importPlace(culprit),
      hint: `Keep definitions in modules of their own, which import only "…/define" entries. The way there: ${[...new Set(path)].join(" → ")}`,
    },
  );
}

function notFound(specifier: string, from: string, cause: unknown): CommandError {
  const hint = /^\.{1,2}\/.*\.js$/.test(specifier) ? `The source is read as it is: import "${specifier.replace(/\.js$/, ".ts")}".` : undefined;
  const place = importPlace({ specifier, from });
  return new CommandError("config_import_missing", `"${specifier}" cannot be found.`, { exit: exitCode.findings, place, hint, cause });
}

/** Line of the import statement, found by its text. */
function importPlace({ specifier, from }: Import): DefinitionPlace {
  const file = displayFile(from);
  const lines = readFileSync(file, "utf8").split("\n");
  const line = lines.findIndex((text) => text.includes(`"${specifier}"`) || text.includes(`'${specifier}'`));
  return { file, line: Math.max(line, 0) + 1, column: 1 + Math.max(0, lines[line]?.search(/["']/) ?? 0) };
}

function displayFile(url: string): string {
  return url.startsWith("file:") ? fileURLToPath(url) : url;
}

function displayPath(url: string): string {
  return relative(process.cwd(), displayFile(url));
}
