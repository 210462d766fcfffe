import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { runAction } from "./run-action.ts";

const ACTION = actionFile("generate");
const PREVIEW = actionFile("preview");

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

function actionFile(name: string): string {
  return fileURLToPath(new URL(`../../actions/${name}/action.yml`, import.meta.url));
}

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

/** Makes the folder a clone of a repository whose branch `main` has these files, all in one commit. */
function cloneOf(files: Readonly<Record<string, string>>): void {
  const git = (...args: string[]) =>
    execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@a.example", ...args], { cwd: folder, stdio: "ignore" });
  git("init", "--quiet", "--initial-branch", "main");
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(folder, path, ".."), { recursive: true });
    writeFileSync(join(folder, path), text);
    git("add", path);
  }
  git("commit", "--quiet", "--message", "all");
  git("remote", "add", "origin", folder);
}

/** What the action that attaches files puts out. */
const ATTACHED = { "attach.artifact-url": "https://github.example/artifacts/7" };

test("a preview is drawn beside the dashboards of the base, as they are there", async () => {
  cloneOf({ "deploy/dashboards/a.json": "before" });
  writeFileSync(join(folder, "deploy/dashboards/a.json"), "after");
  writeFileSync(join(folder, "npx"), '#!/bin/sh\necho "$@" >> calls\nwhile [ "$1" != --before ]; do shift; done\ncat "$2/a.json" > seen\n');
  const told = await runAction(PREVIEW, { cwd: folder, env, outputs: ATTACHED, inputs: { base: "main", recorded: "data.json.gz" } });
  expect(told).toBe("[Dashboards of this change, before and after](https://github.example/artifacts/7)\n");
  expect(calls()[0]).toMatch(
    /^platform preview --config platform.config.ts --dashboards deploy\/dashboards --out preview --recorded data.json.gz --before \//,
  );
  expect(readFileSync(join(folder, "seen"), "utf8")).toBe("before");
});

test.each(["main", ""])("a base without dashboards, %j, is compared with nothing", async (base) => {
  cloneOf({ "README.md": "no dashboards yet" });
  await runAction(PREVIEW, { cwd: folder, env, outputs: ATTACHED, inputs: { base, prometheus: "http://prometheus.example" } });
  expect(calls()).toEqual([
    "platform preview --config platform.config.ts --dashboards deploy/dashboards --out preview --prometheus http://prometheus.example",
  ]);
});
