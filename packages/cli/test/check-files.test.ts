import { cpSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { Ajv } from "ajv";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createWorkspace, SOUND, type Workspace } from "./command-line.ts";

const FAULTY = fileURLToPath(new URL("../../grafana-dashboards/test/handwritten", import.meta.url));
const EVERYTHING = ["check", "--rules", "rules/*.yml", "--dashboards", "*.json", "--alertmanager", "alertmanager.yml"];

/** Each test starts the whole command several times, on machines that may have more to do. */
vi.setConfig({ testTimeout: 180_000 });

let workspace: Workspace;

beforeEach(() => {
  workspace = createWorkspace({ "platform.config.ts": SOUND });
  cpSync(FAULTY, workspace.folder, { recursive: true });
});

afterEach(() => workspace.remove());

test("files written by hand are checked against a catalog, and each finding names its line and its page", async () => {
  const { status, stdout, stderr } = await workspace.run([...EVERYTHING, "--catalog", "platform.config.ts"]);
  expect(status).toBe(1);
  expect(stdout).toContain(
    "error[series-exists] alert HighErrorRate\n  No service exposes and no rule records http_requests_total.\n  --> rules/services.yml:19:24\n",
  );
  expect(stdout).toContain("error[inhibition-matches] inhibition 1\n");
  expect(stderr).toMatch(/checked 4 files: \d+ errors, \d+ warnings\n$/);
});

test("in a GitHub workflow a finding is shown at its line, whether it is asked for or not", async () => {
  const line =
    "::error file=rules/services.yml,line=19,col=24,title=series-exists%3A alert HighErrorRate::No service exposes and no rule records http_requests_total.\n";
  expect((await workspace.run([...EVERYTHING, "--format", "github"])).stdout).toContain(line);
  expect((await workspace.run(EVERYTHING, { GITHUB_ACTIONS: "true" })).stderr).toContain(line);
});

test("as SARIF it is what the schema of the standard describes", async () => {
  const { status, stdout } = await workspace.run([...EVERYTHING, "--format", "sarif"]);
  expect(status).toBe(1);
  const log = JSON.parse(stdout);
  const library = dirname(createRequire(import.meta.url).resolve("@microsoft/jest-sarif"));
  const { id: _, ...schema } = JSON.parse(readFileSync(join(library, "schemas/sarif-2.1.0-rtm.5.json"), "utf8")) as Record<string, unknown>;
  const validate = new Ajv({ strict: false, validateFormats: false, unicodeRegExp: false }).compile({
    ...schema,
    $schema: "http://json-schema.org/draft-07/schema#",
  });
  expect(validate(log), JSON.stringify(validate.errors?.slice(0, 3))).toBe(true);
  expect(log.runs[0].results.length).toBeGreaterThan(15);
  expect(log.runs[0].results).toContainEqual(
    expect.objectContaining({
      ruleId: "series-exists",
      locations: [
        expect.objectContaining({
          physicalLocation: { artifactLocation: { uri: "rules/services.yml" }, region: { startLine: 19, startColumn: 24 } },
        }),
      ],
    }),
  );
});

test("as JUnit an error is a test that failed", async () => {
  const { stdout } = await workspace.run([...EVERYTHING, "--format", "junit"]);
  const [, tests, failures] = /<testsuite name="platform check" tests="(\d+)" failures="(\d+)"/.exec(stdout) ?? [];
  expect(stdout.match(/<testcase /g)).toHaveLength(Number(tests));
  expect(stdout.match(/<failure /g)).toHaveLength(Number(failures));
  expect(stdout).toContain(
    '<testcase classname="route-reached" name="route to shop"><failure type="route-reached" message="The route to &quot;pager&quot;',
  );
});

test("a finding is silenced in its file or in a list, with a reason, and a silence that is needed no more is reported", async () => {
  const rules = workspace
    .read("rules/services.yml")
    .replace("      - alert: BackupExists", "      # platform-ignore series-exists: the batch job runs at night\n      - alert: BackupExists");
  workspace.write("rules/services.yml", rules);
  workspace.write(
    "platform.silences.yml",
    "- { check: inhibition-matches, subject: inhibition 1, reason: goes next week }\n- { check: route-reached, subject: route to nobody, reason: old }\n",
  );
  const { stdout, stderr } = await workspace.run(EVERYTHING);
  expect(stdout).not.toContain("backup_age_seconds");
  expect(stdout).not.toContain("[inhibition-matches]");
  expect(stdout).toContain(
    "warning[silence-used] silence of route-reached\n  There is nothing here to silence any more.\n  --> platform.silences.yml:2:3\n",
  );
  expect(stderr).toMatch(/, 2 silenced\n$/);
});

test("a finding about definitions is silenced where the definition stands", async () => {
  workspace.write(
    "platform.config.ts",
    SOUND.replace("    defineService({", "    // platform-ignore runbook-exists: written by another team\n    defineService({"),
  );
  workspace.write("runbooks/README.md", "# Other\n");
  const { status, stderr } = await workspace.run(["check"]);
  expect(stderr).toMatch(/\d+ silenced\n$/);
  expect(status).toBe(0);
});

test("what running programs expose is a catalog as well", async () => {
  const server = createServer((_, response) => response.end('# HELP jobs_total Jobs.\n# TYPE jobs_total counter\njobs_total{queue="mail"} 1\n'));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  workspace.write("jobs.yml", 'groups: [{ name: a, rules: [{ record: "jobs:rate5m", expr: "sum by (que) (rate(jobs_total[5m]))" }] }]\n');
  const { status, stdout } = await workspace.run(["check", "--rules", "jobs.yml", "--metrics-url", `worker=http://127.0.0.1:${port}/metrics`]);
  await new Promise((resolve) => server.close(resolve));
  expect(stdout).toContain(
    "error[label-kept] record jobs:rate5m of group a\n  sum by (que) groups by a label that is not there; there is queue, job, instance.",
  );
  expect(status).toBe(1);
});

test.each([
  [["--rules", "none/*.yml"], 2, 'error[files_missing] --rules "none/*.yml" names no file.'],
  [["--rules", "rules/*.yml", "--metrics-url", "none.txt"], 2, "error[metrics_missing]"],
  [
    ["--rules", "rules/*.yml", "--metrics-url", "http://127.0.0.1:1/metrics"],
    3,
    "error[metrics_unreachable] http://127.0.0.1:1/metrics does not answer a scrape: ",
  ],
  [["--rules", "rules/*.yml", "--metrics-url", "a=alertmanager.yml"], 3, "error[metrics_invalid]"],
  [["--rules", "rules/*.yml", "--format", "xml"], 2, "Allowed choices are text, json, github, junit, sarif."],
  [["--rules", "rules/*.yml", "--silences", "none.yml"], 2, "error[silences_missing]"],
])("what is not there: %j", async (args, status, message) => {
  const outcome = await workspace.run(["check", ...args]);
  expect(outcome.stderr).toContain(message);
  expect(outcome.status).toBe(status);
});
