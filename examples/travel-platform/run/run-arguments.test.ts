import { expect, test } from "vitest";
import { readRunArguments, UsageError } from "./run-arguments.ts";

test.each([
  [[], { once: false, freePorts: false, folder: "/data" }],
  [["--once", "--free-ports", "--data", "/tmp/run"], { once: true, freePorts: true, folder: "/tmp/run" }],
  [["--help"], undefined],
])("%j is read as %j", (args, expected) => {
  expect(readRunArguments(args, { folder: "/data" })).toEqual(expected);
});

test.each([[["--onec"]], [["once"]], [["--data"]], [["--once=1"]]])("%j is refused", (args) => {
  expect(() => readRunArguments(args, { folder: "/data" })).toThrow(UsageError);
});
