import { spawn, spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type GrafanaServer, startGrafanaServer } from "../../grafana-dashboards/test/grafana-server.ts";
import { createWorkspace, SOUND, type Workspace } from "./command-line.ts";

const BIN = fileURLToPath(new URL("../src/bin.ts", import.meta.url));

/** Each test starts the whole command several times, on machines that may have more to do. */
vi.setConfig({ testTimeout: 180_000 });

let workspace: Workspace;

beforeEach(() => {
  workspace = createWorkspace({ "platform.config.ts": SOUND });
});

afterEach(() => workspace.remove());

test("diff says what changed since a commit", async () => {
  const git = (...args: readonly string[]) => {
    const { status, stderr } = spawnSync("git", ["-c", "user.name=t", "-c", "user.email=t@example.com", ...args], {
      cwd: workspace.folder,
      encoding: "utf8",
    });
    expect(stderr, args.join(" ")).not.toContain("fatal");
    return status;
  };
  await workspace.run(["generate"]);
  git("init", "-q");
  git("add", "deploy");
  git("commit", "-qm", "first");
  workspace.write("platform.config.ts", SOUND.replace("objective: 0.999", "objective: 0.99"));
  await workspace.run(["generate"]);
  const { status, stdout, stderr } = await workspace.run(["diff"]);
  expect(stdout).toMatch(/^~ alert CheckoutAvailability\w+/m);
  expect(stderr).toMatch(/^HEAD:deploy and deploy: \d+ changes\n$/);
  expect(status).toBe(0);
  expect((await workspace.run(["diff", "--format", "github"])).stdout).toMatch(/^::notice title=changed%3A alert CheckoutAvailability\w+::.+$/m);
  expect((await workspace.run(["diff", "--format", "junit"])).stdout).toMatch(
    /<testsuites name="platform diff" tests="\d+" failures="0" errors="0">/,
  );
  expect(await workspace.run(["diff", "none:deploy"])).toMatchObject({ status: 2, stderr: expect.stringContaining("error[revision_unknown]") });
  expect(await workspace.run(["diff", "nowhere"])).toMatchObject({ status: 2, stderr: expect.stringContaining("error[folder_missing]") });
});

test("push and drift talk to a Grafana", async () => {
  const grafana: GrafanaServer = await startGrafanaServer();
  const env = { GRAFANA_URL: grafana.url, GRAFANA_TOKEN: grafana.token };
  await workspace.run(["generate"]);
  const planned = await workspace.run(["push", "--dry-run"], env);
  expect(planned.stdout).toMatch(/^created {3}folder shop\ncreated {3}shop-/);
  expect(grafana.writes).toEqual([]);
  expect((await workspace.run(["drift"], env)).stdout).toMatch(/^missing dashboard shop-\S+ is not in Grafana/);
  expect(await workspace.run(["push", "--permissions", "Viewer=view"], env)).toMatchObject({ status: 0 });
  expect(await workspace.run(["drift"], env)).toMatchObject({ status: 0, stdout: "" });
  grafana.edit("shop-service-checkout", (data) => {
    data.title = "Mine";
  });
  const drift = await workspace.run(["drift"], env);
  expect(drift.stdout).toMatch(
    /^edited dashboard shop-service-checkout was edited in Grafana.*\n {2}~ dashboard shop-service-checkout: title Checkout → Mine\n$/,
  );
  expect(drift.status).toBe(1);
  const report = await workspace.run(["drift", "--format", "sarif"], env);
  const [result] = (JSON.parse(report.stdout) as { runs: [{ results: { ruleId: string; level: string; message: object }[] }] }).runs[0].results;
  expect(result).toMatchObject({
    ruleId: "dashboard-edited",
    level: "error",
    message: { text: expect.stringContaining("dashboard shop-service-checkout: title Checkout → Mine") },
  });
  workspace.write("deploy/prometheus/rules/checkout.yml", "");
  expect((await workspace.run(["drift", "--format", "github"], env)).stdout).toContain(
    "::error file=deploy/prometheus/rules/checkout.yml,line=1,col=1,title=file-differs%3A deploy/prometheus/rules/checkout.yml::It is not as it is generated",
  );
  await workspace.run(["generate"]);
  expect(await workspace.run(["push"], env)).toMatchObject({
    status: 1,
    stdout: expect.stringContaining("refused   shop-service-checkout: somebody edited"),
  });
  const stranger = await workspace.run(["push"], { ...env, GRAFANA_TOKEN: "other" });
  expect(stranger).toMatchObject({ status: 3, stderr: expect.stringContaining("error[grafana_unauthorized]") });
  expect(stranger.stderr).not.toContain("other");
  await grafana.close();
});

test.each([
  ["services", /^checkout +team-shop +4001 +\d+ +\d+ +1 +\d+$/m],
  ["metrics", /^checkout +orders_total +counter +channel +2 +Orders placed\.$/m],
  ["objectives", /^checkout +availability +99\.9 % +30 d/m],
  ["alerts", /^CheckoutDown +critical +services +team-shop/m],
  ["dashboards", /^shop-service-checkout +Checkout +\d+$/m],
])("list %s prints a table, and the same as JSON", async (what, line) => {
  expect((await workspace.run(["list", what])).stdout).toMatch(line);
  expect(JSON.parse((await workspace.run(["list", what, "--json"])).stdout).length).toBeGreaterThan(0);
});

test("init writes a configuration that generates, checks and is never overwritten", async () => {
  const service = createWorkspace({
    "package.json": JSON.stringify({
      name: "@shop/Cart_API",
      type: "module",
      description: "Holds carts.",
      dependencies: { express: "5", pg: "8", ioredis: "5" },
    }),
  });
  const asJson = await service.run(["init", "--port", "4010", "--out", "other.config.ts", "--json"]);
  expect(JSON.parse(asJson.stdout)).toMatchObject({
    ok: true,
    file: "other.config.ts",
    service: { name: "cart-api", port: 4010, usesExpress: true },
  });
  const first = await service.run(["init", "--port", "4010"]);
  expect(first).toMatchObject({ status: 0, stdout: "monitoring.config.ts: service cart-api (Express, databaseMetrics, cacheMetrics)\n" });
  expect(await service.run(["generate"])).toMatchObject({ status: 0, stdout: expect.stringMatching(/^deploy: \d+ files/) });
  expect(await service.run(["check", "--no-runbooks"])).toMatchObject({ status: 0 });
  service.write("monitoring.config.ts", "// mine\n");
  expect(await service.run(["init"])).toMatchObject({ status: 2, stderr: expect.stringContaining("error[file_exists]") });
  expect(service.read("monitoring.config.ts")).toBe("// mine\n");
  service.remove();
});

test("doctor names two copies of prom-client, packages of several versions and a configuration that does not load", async () => {
  const sick = createWorkspace({
    "service/node_modules/prom-client/package.json": '{"name":"prom-client","version":"14.0.0"}',
    "service/node_modules/@platform/metrics/package.json": '{"name":"@platform/metrics","version":"9.9.9"}',
    "service/package.json": "{}",
  });
  const { status, stdout } = await sick.run(["doctor", "--config", "service/none.ts", "--json"]);
  expect(status).toBe(1);
  expect(JSON.parse(stdout).results).toContainEqual(expect.objectContaining({ examined: "configuration", state: "wrong" }));
  const inside = await sick.run(["doctor", "--json"], {}, "service");
  expect(JSON.parse(inside.stdout).results).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ examined: "copies of prom-client", state: "wrong", found: expect.stringContaining("14.0.0") }),
      expect.objectContaining({ examined: "platform packages", state: "wrong", found: expect.stringContaining("9.9.9") }),
    ]),
  );
  sick.remove();
  expect((await workspace.run(["doctor"])).stdout).toMatch(/^fine +configuration: platform\.config\.ts defines 1 service$/m);
});

test("bash completes commands, options and choices from the command's own table", async () => {
  const { stdout } = await workspace.run(["completion", "bash"]);
  const complete = (words: readonly string[]) => {
    const script = `${stdout}\nCOMP_WORDS=(${words.map((word) => `'${word}'`).join(" ")}); COMP_CWORD=${words.length - 1}; _platform; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const { stdout: out, stderr } = spawnSync("bash", ["-c", script], { encoding: "utf8" });
    expect(stderr).toBe("");
    return out.trim().split("\n");
  };
  expect(complete(["platform", "gen"])).toEqual(["generate"]);
  expect(complete(["platform", "generate", "--c"])).toEqual(["--config", "--check"]);
  expect(complete(["platform", "list", "m"])).toEqual(["metrics"]);
  for (const shell of ["zsh", "fish"]) {
    expect((await workspace.run(["completion", shell])).stdout).toContain("--rule-tests".slice(shell === "fish" ? 2 : 0));
  }
});

test("with --watch a change of the configuration is generated at once", async () => {
  const child = spawn(process.execPath, ["--conditions=@platform/source", BIN, "generate", "--watch"], { cwd: workspace.folder });
  let printed = "";
  const waitFor = async (text: string | RegExp) => {
    for (let attempt = 0; attempt < 500 && printed.search(text) === -1; attempt++) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    expect(printed).toMatch(text);
    printed = "";
  };
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      printed += text;
    });
  }
  await waitFor(/created[\s\S]*watching \./);
  workspace.write("platform.config.ts", SOUND.replace("objective: 0.999", "objective: 0.99"));
  await waitFor(/\d+ changed[\s\S]*watching \./);
  workspace.write("platform.config.ts", "export const broken = 1;\n");
  await waitFor(/config_without_default[\s\S]*watching \./);
  child.kill("SIGINT");
  expect(await new Promise((resolve) => child.once("close", resolve))).toBe(0);
});

/** Prints every module that was loaded, when the process ends. */
const TOLD_MODULES = `data:text/javascript,${encodeURIComponent(`
  import { registerHooks } from "node:module";
  const loaded = [];
  registerHooks({ load: (url, context, next) => (loaded.push(url), next(url, context)) });
  process.on("exit", () => console.error(loaded.join("\\n")));
`)}`;

test("before a command is called nothing is loaded but the list of commands: no other package, no parser of YAML", async () => {
  const { stderr } = await workspace.run(["--help"], { NODE_OPTIONS: `--import ${JSON.stringify(TOLD_MODULES)}` });
  const loaded = stderr.split("\n").filter((url) => url.startsWith("file:"));
  expect(loaded.length).toBeGreaterThan(30);
  expect(loaded.filter((url) => !/\/packages\/cli\/src\/|\/node_modules\/commander\//.test(url))).toEqual([]);
});
