import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";

const SCRIPTS = fileURLToPath(new URL(".", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "monitoring-scripts-"));

/** A node that only says what it was asked to run. */
beforeAll(() => {
  mkdirSync(join(folder, "bin"));
  writeFileSync(join(folder, "bin/node"), '#!/bin/sh\necho "$@"\n');
  chmodSync(join(folder, "bin/node"), 0o755);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function run(script: string, ...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(join(SCRIPTS, script), args, {
    encoding: "utf8",
    cwd: "/",
    env: { PATH: `${folder}/bin:/usr/bin:/bin` },
  });
  return { status, stdout: stdout.trim(), stderr };
}

const SETUP = "scripts/setup.mjs -- packages/cli/src/bin.ts stack";
const CONFIG = "--config examples/travel-platform/platform.config.ts";

test("shellcheck finds nothing in either script", () => {
  const scripts = ["deploy-monitoring.sh", "manage-monitoring.sh"].map((name) => join(SCRIPTS, name));
  expect(execFileSync("shellcheck", ["--severity", "style", ...scripts], { encoding: "utf8" })).toBe("");
});

test.each([
  [[], "compose", ""],
  [["kubernetes"], "kubernetes", ""],
  [["native", "--json"], "native", " --json"],
  [["--profile", "proxy"], "compose", " --profile proxy"],
])("deploy-monitoring.sh %j deploys to %s", (args, target, more) => {
  expect(run("deploy-monitoring.sh", ...args)).toMatchObject({
    status: 0,
    stdout: `${SETUP} deploy --target ${target} ${CONFIG} --state .data/monitoring${more}`,
  });
});

test.each(["start", "stop", "restart", "status", "health", "logs", "backup", "restore", "cleanup"])(
  "manage-monitoring.sh %s is that verb of the command",
  (verb) => {
    expect(run("manage-monitoring.sh", verb, "--json")).toMatchObject({ status: 0, stdout: `${SETUP} ${verb} --state .data/monitoring --json` });
  },
);

test("manage-monitoring.sh update reads the definitions again", () => {
  expect(run("manage-monitoring.sh", "update").stdout).toBe(`${SETUP} update --state .data/monitoring ${CONFIG}`);
});

test.each([
  ["deploy-monitoring.sh", ["swarm"]],
  ["manage-monitoring.sh", ["reboot"]],
  ["manage-monitoring.sh", []],
])("%s %j is wrong: exit 2, with what there is", (script, args) => {
  expect(run(script, ...args)).toMatchObject({ status: 2, stdout: "", stderr: expect.stringMatching(/there are (compose|start)/) });
});

test("every line of the usage of manage-monitoring.sh names verbs that it takes", () => {
  const usage = [...readFileSync(join(SCRIPTS, "manage-monitoring.sh"), "utf8").matchAll(/^# {3}scripts\/manage-monitoring\.sh ([a-z |]+)/gm)];
  const verbs = usage.flatMap(([, text = ""]) => text.split("|").map((verb) => verb.trim().split(" ")[0] ?? ""));
  expect(verbs.map((verb) => run("manage-monitoring.sh", verb).status)).toEqual(verbs.map(() => 0));
});
