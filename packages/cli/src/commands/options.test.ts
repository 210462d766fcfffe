import type { Command } from "commander";
import { expect, test } from "vitest";
import { createProgram } from "../create-program.ts";
import { port, wholeNumber } from "./options.ts";

const few = wholeNumber({ from: 1, to: 1000 });

test.each([
  ["1", few, 1],
  ["1000", few, 1000],
  ["0", port, 0],
  ["65535", port, 65_535],
])("%j is read", (text, read, value) => {
  expect(read(text)).toBe(value);
});

test.each([
  ["0", few, "It is a whole number from 1 to 1000."],
  ["1001", few, "It is a whole number from 1 to 1000."],
  ["1.5", few, "It is a whole number from 1 to 1000."],
  ["", port, "It is a whole number from 0 to 65535."],
  [" 80", port, "It is a whole number from 0 to 65535."],
  ["0x50", port, "It is a whole number from 0 to 65535."],
  ["-1", port, "It is a whole number from 0 to 65535."],
])("%j is refused", (text, read, message) => {
  expect(() => read(text)).toThrow(message);
});

/** Commands that have none below them, with their options: `stack deploy`. */
function leaves(command: Command, path: readonly string[] = []): readonly (readonly [name: string, options: readonly string[]])[] {
  return command.commands.length === 0
    ? [[path.join(" "), command.options.map(({ long }) => long ?? "")]]
    : command.commands.flatMap((one) => leaves(one, [...path, one.name()]));
}

const silent = { line: () => {}, style: (_: string, text: string) => text };
const program = createProgram({ out: silent, err: silent, isGithubActions: false } as never, () => {});

test("every command that ends says its result as JSON, but for the one that prints a script", () => {
  const without = leaves(program).filter(([, options]) => !options.includes("--json"));
  expect(without.map(([name]) => name)).toEqual(["dev", "completion", "synthetics serve"]);
});

test("commands that find something say it in the forms that CI reads", () => {
  const withFormats = leaves(program).filter(([, options]) => options.includes("--format"));
  expect(withFormats.map(([name]) => name)).toEqual(["check", "verify", "diff", "drift", "synthetics run"]);
});
