import { existsSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createWorkspace, SOUND, type Workspace } from "./command-line.ts";

// The command is started several times in one test.
vi.setConfig({ testTimeout: 120_000 });

let workspace: Workspace;

beforeEach(() => {
  workspace = createWorkspace({ "platform.config.ts": SOUND });
});

afterEach(() => workspace.remove());

test("generate writes every file once, and a second run changes nothing", async () => {
  const first = await workspace.run(["generate"]);
  expect(first.status).toBe(0);
  expect(first.stdout).toMatch(/^deploy: (\d+) files, \1 created\n$/);
  expect(readdirSync(join(workspace.folder, "deploy")).sort()).toEqual([
    ".generated.json",
    "alertmanager",
    "alloy",
    "compose",
    "dashboards",
    "grafana",
    "jaeger",
    "loki",
    "objectives.md",
    "prometheus",
    "security",
  ]);
  const second = await workspace.run(["generate"]);
  expect(second.stdout).toMatch(/^deploy: (\d+) files, \1 unchanged\n$/);
  expect(await workspace.run(["generate", "--check"])).toMatchObject({ status: 0, stdout: expect.stringContaining("all up to date") });
});

test("generate --repository writes the catalogue of runbooks, incident response and the maintenance calendar where they are looked for, and keeps them current", async () => {
  workspace.write("runbooks/services/service-down.md", "# A service is down\n");
  const all = ["generate", "--repository", "."];
  expect((await workspace.run(all)).stdout).toContain(".: 3 files, 3 created");
  expect(workspace.read("runbooks/README.md")).toContain("| [A service is down](services/service-down.md) | critical: `CheckoutDown`");
  expect(workspace.read("docs/incident-response.md")).toContain(
    "| critical | 5 minutes | 15 minutes | On-call engineer → DevOps lead → CTO | critical |",
  );
  expect(workspace.read(".github/workflows/maintenance.yml")).toContain("npx platform check --config platform.config.ts");
  expect(await workspace.run([...all, "--check"])).toMatchObject({ status: 0, stdout: expect.stringContaining(".: 3 files, all up to date") });
  workspace.write("docs/incident-response.md", "# By hand\n");
  const stale = await workspace.run([...all, "--check"]);
  expect(stale).toMatchObject({ status: 1, stdout: expect.stringContaining("differs ./docs/incident-response.md") });
  expect(stale.stdout).toContain("platform generate --config platform.config.ts --out deploy --repository .");
});

test("what Node makes of the sources is kept where the environment says, and never in the folder of whoever runs the command", async () => {
  const kept = join(workspace.folder, "compiled");
  expect((await workspace.run(["--version"], { NODE_COMPILE_CACHE: kept })).status).toBe(0);
  expect(readdirSync(kept, { recursive: true }).length).toBeGreaterThan(5);
  mkdirSync(join(workspace.folder, "bare/node_modules"), { recursive: true });
  expect((await workspace.run(["--version"], {}, "bare")).status).toBe(0);
  expect(readdirSync(join(workspace.folder, "bare/node_modules"))).toEqual([]);
  rmSync(kept, { recursive: true });
  await workspace.run(["--version"], { NODE_COMPILE_CACHE: kept, NODE_DISABLE_COMPILE_CACHE: "1" });
  expect(existsSync(kept)).toBe(false);
});

test("a page that somebody wrote by hand is not overwritten", async () => {
  workspace.write("docs/incident-response.md", "# By hand\n");
  const { status, stderr } = await workspace.run(["generate", "--repository", "."]);
  expect({ status, stderr }).toEqual({ status: 3, stderr: expect.stringContaining("docs/incident-response.md: not written by platform generate") });
  expect(workspace.read("docs/incident-response.md")).toBe("# By hand\n");
});

test("generate --rules-for writes the rules for other programs beside those of Prometheus", async () => {
  expect((await workspace.run(["generate", "--rules-for", "mimir", "thanos"])).status).toBe(0);
  const folders = readdirSync(join(workspace.folder, "deploy"), { recursive: true });
  expect(folders).toEqual(expect.arrayContaining(["mimir/checkout.yml", "thanos/ruler/checkout.yml", "thanos/prometheus/checkout.yml"]));
  expect(folders).not.toContain("prometheus-operator");
  const wrong = await workspace.run(["generate", "--rules-for", "victoria"]);
  expect(wrong).toMatchObject({ status: 2, stderr: expect.stringContaining("prometheus-operator, mimir, thanos") });
});

test("generate --check names each file that differs, is missing or is stray, writes nothing and exits 1", async () => {
  await workspace.run(["generate"]);
  workspace.write("deploy/prometheus/rules/checkout.yml", "groups: []\n");
  rmSync(join(workspace.folder, "deploy/alertmanager/alertmanager.yml"));
  const outcome = await workspace.run(["generate", "--check"], { GITHUB_ACTIONS: "true" });
  expect(outcome.status).toBe(1);
  expect(outcome.stdout).toBe(
    "missing deploy/alertmanager/alertmanager.yml is not there\n" +
      "differs deploy/prometheus/rules/checkout.yml is not as it is generated from the definitions\n" +
      "Bring them up to date: platform generate --config platform.config.ts --out deploy\n",
  );
  expect(outcome.stderr).toContain("::error file=deploy/prometheus/rules/checkout.yml,title=generate --check::");
  expect(workspace.read("deploy/prometheus/rules/checkout.yml")).toBe("groups: []\n");
  const json = await workspace.run(["generate", "--check", "--json"]);
  expect(JSON.parse(json.stdout)).toMatchObject({
    ok: false,
    differences: [
      { path: "alertmanager/alertmanager.yml", state: "missing" },
      { path: "prometheus/rules/checkout.yml", state: "differs" },
    ],
  });
});

test("an edit by hand is overwritten with a warning", async () => {
  await workspace.run(["generate"]);
  workspace.write("deploy/prometheus/rules/checkout.yml", "groups: []\n");
  const outcome = await workspace.run(["generate"]);
  expect(outcome.stderr).toContain("warning: an edit of deploy/prometheus/rules/checkout.yml was overwritten");
  expect(outcome.stdout).toContain("1 changed");
});

test("files of somebody else in the way: refused, named, nothing touched, exit 3", async () => {
  workspace.write("deploy/prometheus/prometheus.yml", "mine\n");
  const outcome = await workspace.run(["generate"]);
  expect(outcome.status).toBe(3);
  expect(outcome.stderr).toContain("error[files_in_the_way]");
  expect(outcome.stderr).toContain("prometheus/prometheus.yml: not written by platform generate");
  expect(readdirSync(join(workspace.folder, "deploy"), { recursive: true }).sort()).toEqual(["prometheus", "prometheus/prometheus.yml"]);
});

test("with --json the result is one document", async () => {
  const { stdout, status } = await workspace.run(["generate", "--json", "--out", "somewhere/else"]);
  expect(status).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    ok: true,
    folder: "somewhere/else",
    created: expect.arrayContaining(["prometheus/prometheus.yml"]),
    removed: [],
  });
});

test("check asks for a page for each alert", async () => {
  const none = await workspace.run(["check"]);
  expect(none).toMatchObject({ status: 2, stderr: expect.stringContaining("error[runbooks_missing]") });
  workspace.write("wrong.config.ts", "export default 1;\n");
  const wrong = await workspace.run(["check", "--config", "wrong.config.ts"]);
  expect(wrong).toMatchObject({ status: 1, stderr: expect.stringContaining("error[config_not_a_platform]") });
  mkdirSync(join(workspace.folder, "runbooks"));
  const missing = await workspace.run(["check"]);
  expect(missing.status).toBe(1);
  expect(missing.stdout).toContain(
    "error[runbook-exists] alert CheckoutDown\n  Its runbook services/service-down.md does not exist.\n  --> platform.config.ts:11:5\n",
  );
  const without = await workspace.run(["check", "--no-runbooks", "--json"]);
  expect(without.status).toBe(0);
  expect(JSON.parse(without.stdout)).toMatchObject({ ok: true });
});

test.each([
  [["chek"], "unknown command 'chek'"],
  [["check", "--cofnig", "x"], "unknown option '--cofnig'"],
  [["generate", "extra"], "too many arguments"],
  [["verify", "--wait", "long"], "number of seconds"],
  [["verify", "--prometheus", "localhost:9090"], "is no URL of a Prometheus"],
])("wrong usage exits 2: %j", async (args, message) => {
  expect(await workspace.run(args)).toMatchObject({ status: 2, stdout: "", stderr: expect.stringContaining(message) });
});

test("help and version exit 0, without colour where none is wanted", async () => {
  const help = await workspace.run(["--help"]);
  expect(help).toMatchObject({ status: 0, stdout: expect.stringContaining("Exit codes: 0 fine, 1 findings"), stderr: "" });
  expect(await workspace.run(["--version"])).toMatchObject({ status: 0, stdout: "0.0.0\n" });
  workspace.write("platform.config.ts", "export const x = 1;\n");
  expect((await workspace.run(["check", "--no-runbooks"], { FORCE_COLOR: "1" })).stderr).toContain("\u001b[");
  expect((await workspace.run(["check", "--no-runbooks"], { FORCE_COLOR: "1", NO_COLOR: "1" })).stderr).not.toContain("\u001b[");
});
