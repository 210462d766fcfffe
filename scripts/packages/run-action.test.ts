import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { runAction } from "./run-action.ts";

const ACTION = fileURLToPath(new URL("../../actions/generate/action.yml", import.meta.url));

let folder: string;
let env: NodeJS.ProcessEnv;

/** A repository in which npx writes down what it is called with, and fails where a file says so. */
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "action-"));
  writeFileSync(join(folder, "npx"), `#!/bin/sh\necho "$@" >> calls\n[ ! -e "fails-$2" ]\n`);
  chmodSync(join(folder, "npx"), 0o755);
  env = { ...process.env, PATH: [folder, process.env.PATH].join(delimiter) };
});

afterEach(() => rmSync(folder, { recursive: true }));

const calls = () => readFileSync(join(folder, "calls"), "utf8").trim().split("\n");

test("without inputs a service's definitions are checked and generated from, and nothing is pushed", async () => {
  await runAction(ACTION, { cwd: folder, env });
  expect(calls()).toEqual([
    "platform check --config monitoring.config.ts --no-runbooks",
    "platform generate --config monitoring.config.ts --out deploy",
  ]);
});

test("what is committed is compared; a Grafana that is named is pushed to", async () => {
  await runAction(ACTION, { cwd: folder, env, inputs: { committed: "true", out: "a b", grafana: "https://grafana.example" } });
  expect(calls().slice(1)).toEqual([
    "platform generate --config monitoring.config.ts --out a b --check",
    "platform push --config monitoring.config.ts --grafana https://grafana.example",
  ]);
});

test("a finding fails the action before anything is generated", async () => {
  writeFileSync(join(folder, "fails-check"), "");
  await expect(runAction(ACTION, { cwd: folder, env })).rejects.toThrow(/Command failed/);
  expect(calls()).toHaveLength(1);
});

test("text of an input is no code", async () => {
  await runAction(ACTION, { cwd: folder, env, inputs: { config: '$(touch bad)"; touch bad' } });
  expect(calls()[0]).toBe('platform check --config $(touch bad)"; touch bad --no-runbooks');
  expect(() => readFileSync(join(folder, "bad"))).toThrow();
});
