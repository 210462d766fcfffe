import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { listSecrets } from "./list-secrets.ts";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "platform-secrets-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

test("a secret is a file with something in it, or a link to one", () => {
  writeFileSync(join(folder, "slack-url"), "https://hooks.example/1");
  writeFileSync(join(folder, "sms-token"), "");
  symlinkSync("slack-url", join(folder, "pagerduty-shop"));
  expect([...listSecrets(folder)].sort()).toEqual(["pagerduty-shop", "slack-url"]);
});

test("the folder that Docker makes where a file is missing is no secret", () => {
  mkdirSync(join(folder, "slack-url"));
  writeFileSync(join(folder, "slack-url", "inside"), "not what is asked for");
  expect([...listSecrets(folder)]).toEqual([]);
});

test("a link to a file that is gone is no secret", () => {
  symlinkSync("gone", join(folder, "slack-url"));
  expect([...listSecrets(folder)]).toEqual([]);
});

test.each(["none", "file"])("what is no folder is refused: %s", (name) => {
  writeFileSync(join(folder, "file"), "text");
  expect(() => listSecrets(join(folder, name))).toThrow(expect.objectContaining({ code: "secrets_missing" }));
});
