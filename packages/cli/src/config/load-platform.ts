import { statSync } from "node:fs";
import { resolve } from "node:path";
import { setTimeout } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import type { PlatformDefinition } from "@platform/grafana-dashboards/define";
import { DefinitionError } from "@platform/metrics/define";
import { CommandError } from "../command-error.ts";
import { exitCode } from "../exit-code.ts";
import { guardImports } from "./guard-imports.ts";
import { sourcePlace } from "./source-place.ts";

export interface LoadOptions {
  /** Seconds in which the module must be evaluated; default 30. */
  readonly timeoutSeconds?: number;
}

/**
 * Evaluates a configuration: a TypeScript or JavaScript module whose default export is `definePlatform({ … })`.
 *
 * @throws CommandError `config_missing`, `config_without_default`, `config_not_a_platform`, `config_throws`,
 * `config_syntax`, `config_imports_runtime`, `config_import_missing`, `config_timeout`, or the code of a DefinitionError
 */
export async function loadPlatform(path: string, { timeoutSeconds = 30 }: LoadOptions = {}): Promise<PlatformDefinition> {
  const file = resolve(path);
  if (!statSync(file, { throwIfNoEntry: false })?.isFile()) {
    throw new CommandError("config_missing", `There is no configuration ${path}.`, {
      exit: exitCode.usage,
      hint: "Name it with --config, or run the command in its folder.",
    });
  }
  const guard = guardImports();
  const settled = new AbortController();
  try {
    const module = await Promise.race([import(pathToFileURL(file).href), timeout(path, timeoutSeconds, settled.signal)]);
    return platformOf(module, { file, line: 1, column: 1 });
  } catch (error) {
    throw explained(error);
  } finally {
    settled.abort();
    guard.stop();
  }
}

function platformOf(module: { readonly default?: unknown }, place: { file: string; line: number; column: number }): PlatformDefinition {
  const hint = "Write: export default definePlatform({ … });";
  if (!("default" in module)) {
    throw new CommandError("config_without_default", "The configuration has no default export.", { exit: exitCode.findings, place, hint });
  }
  const platform = module.default as Partial<PlatformDefinition> | null | undefined;
  if (platform?.kind !== "platform") {
    const is = platform === null ? "null" : typeof platform === "object" ? `an object of kind ${JSON.stringify(platform.kind)}` : typeof platform;
    throw new CommandError("config_not_a_platform", `The default export of the configuration is ${is}, not a platform.`, {
      exit: exitCode.findings,
      place,
      hint,
    });
  }
  return platform as PlatformDefinition;
}

async function timeout(path: string, seconds: number, signal: AbortSignal): Promise<never> {
  await setTimeout(seconds * 1000, undefined, { signal });
  throw new CommandError("config_timeout", `${path} was not evaluated within ${seconds} s.`, {
    exit: exitCode.findings,
    hint: "A configuration is data: it waits for nothing.",
  });
}

/** One kind of error for all that can go wrong in somebody else's module, with the line where it did. */
function explained(error: unknown): CommandError {
  if (error instanceof CommandError) {
    return error;
  }
  const options = { exit: exitCode.findings, place: sourcePlace(error), cause: error } as const;
  if (!(error instanceof Error)) {
    return new CommandError("config_throws", `The configuration threw ${JSON.stringify(error) ?? String(error)}.`, options);
  }
  // Another copy of the package has another class.
  if (error instanceof DefinitionError || error.name === "DefinitionError") {
    const { code } = error as DefinitionError;
    return new CommandError(code, error.message.replace(` [${code}]`, ""), options);
  }
  if (error instanceof SyntaxError) {
    return new CommandError("config_syntax", error.message, options);
  }
  const isCycle = error instanceof ReferenceError && error.message.endsWith("before initialization");
  return new CommandError("config_throws", `${error.name}: ${error.message}`, {
    ...options,
    hint: isCycle ? "Two modules that import each other meet in the middle: move what both need into a third." : undefined,
  });
}
