import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { examineDrill } from "./drills.ts";

const NOW = Date.parse("2026-06-30T12:00:00Z") / 1000;
let folder = "";
let config = "";

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "drills-"));
  config = join(folder, "platform.config.ts");
  const lines = [
    "# Drills",
    "",
    "- 2026-06-01 incident: Ana, the pager was silent",
    "- 2026-01-05 incident: Bo",
    "* 2026-05-01 restore: 4 minutes",
    "- 2027-01-01 training: planned",
  ];
  writeFileSync(join(folder, "drills.md"), lines.join("\n"));
});

afterAll(() => rmSync(folder, { recursive: true }));

test("the youngest record counts, and is enough until it is due again", () => {
  expect(examineDrill("incident", { config, now: NOW })).toEqual({ state: "fine", found: "29 days ago" });
  expect(examineDrill("restore", { config, now: NOW })).toMatchObject({ state: "warning", found: "60 days ago, due every 31 days" });
});

test("what is planned was not done, and what was never done says how to write it down", () => {
  expect(examineDrill("training", { config, now: NOW })).toMatchObject({ state: "warning", found: "no record of it" });
  expect(examineDrill("runbook", { config, now: NOW }).fix).toContain("- 2026-06-30 runbook: who, and what was found");
  expect(examineDrill("incident", { config: join(folder, "none/platform.config.ts"), now: NOW }).state).toBe("warning");
});
