import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));

/**
 * Rows of a table in a page of this repository, without its head; a cell that is one piece of code is that code.
 *
 * @param path - from the root
 * @param heading - of the section whose first table it is
 * @throws Error if there is none
 */
export function readTable(path: string, heading: string): readonly (readonly string[])[] {
  const [, section = ""] = readFileSync(ROOT + path, "utf8").split(`\n## ${heading}\n`);
  const lines = section.split("\n");
  const first = lines.findIndex((line) => line.startsWith("| --- |"));
  if (first < 0) {
    throw new Error(`${path} has no table under "${heading}".`);
  }
  const rest = lines.slice(first + 1);
  const end = rest.findIndex((line) => !line.startsWith("|"));
  return rest.slice(0, end < 0 ? undefined : end).map((line) =>
    line
      .slice(1, line.lastIndexOf("|"))
      .split(" | ")
      .map((cell) => /^`([^`]*)`$/.exec(cell.trim())?.[1] ?? cell.trim()),
  );
}
