import { globSync, readFileSync, statSync } from "node:fs";
import type { SourceFile } from "@platform/grafana-dashboards/handwritten";
import { CommandError } from "../command-error.ts";
import { exitCode } from "../exit-code.ts";

/**
 * The files that patterns name, each once, sorted. A shell that has filled in the patterns itself is as good.
 *
 * @param option - for the message: `--rules`
 * @throws CommandError `files_missing` for a pattern that names none
 */
export function readFiles(patterns: readonly string[] | undefined, option: string): readonly SourceFile[] {
  const paths = (patterns ?? []).flatMap((pattern) => {
    const found = statSync(pattern, { throwIfNoEntry: false })?.isFile() ? [pattern] : globSync(pattern).filter((path) => statSync(path).isFile());
    if (found.length === 0) {
      throw new CommandError("files_missing", `${option} ${JSON.stringify(pattern)} names no file.`, { exit: exitCode.usage });
    }
    return found;
  });
  return [...new Set(paths)].sort().map((path) => ({ path, text: readFileSync(path, "utf8") }));
}
