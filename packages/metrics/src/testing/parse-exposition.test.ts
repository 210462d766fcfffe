import { expect, test } from "vitest";
import { parseExposition } from "./parse-exposition.ts";

test.each(["\r", "\rJobs\r.", "\u2028 Jobs"])("a help text of %j is read back: only a line feed ends a line", (help) => {
  const [family] = parseExposition(`# HELP jobs_total ${help}\n# TYPE jobs_total counter\njobs_total 1\n`);
  expect(family).toMatchObject({ name: "jobs_total", help, type: "counter" });
});
