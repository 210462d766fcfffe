import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { DefinitionPlace } from "@platform/metrics/define";
import type { CommandError } from "../command-error.ts";
import { githubAnnotation } from "./github-annotation.ts";
import { placeText } from "./place-text.ts";
import type { Sink, Terminal } from "./terminal.ts";

/** Prints the one block that ends a command: what is wrong, the line of source where it is, what to do. */
export function printError({ code, message, place, hint }: CommandError, terminal: Terminal): void {
  const { err } = terminal;
  err.line(`${err.style("red", err.style("bold", `error[${code}]`))} ${message}`);
  if (place !== undefined) {
    err.line(`  --> ${err.style("cyan", placeText(place))}`);
    for (const line of excerpt(place, err)) {
      err.line(line);
    }
  }
  if (hint !== undefined) {
    err.line(`  ${hint}`);
  }
  if (terminal.isGithubActions) {
    err.line(githubAnnotation({ severity: "error", title: code, message, place }));
  }
}

/** The source line with a caret below the column; nothing where the source is not to be had. */
function excerpt({ file, line, column }: DefinitionPlace, { style }: Sink): readonly string[] {
  const text = sourceLine(file, line);
  if (text === undefined) {
    return [];
  }
  const number = String(line);
  const margin = " ".repeat(number.length);
  const caret = text.slice(0, column - 1).replaceAll(/[^\t]/g, " ");
  return [`${margin} |`, `${number} | ${text}`, `${margin} | ${caret}${style("red", "^")}`];
}

function sourceLine(file: string, line: number): string | undefined {
  try {
    return readFileSync(file.startsWith("file:") ? fileURLToPath(file) : file, "utf8").split(/\r?\n/)[line - 1];
  } catch {
    return undefined; // The message stands without it.
  }
}
