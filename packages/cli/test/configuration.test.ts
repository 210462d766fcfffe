import { expect, test, vi } from "vitest";
import { createWorkspace, SOUND } from "./command-line.ts";

// The compiler of a project is started several times in one test.
vi.setConfig({ testTimeout: 120_000 });

interface Case {
  readonly config: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly status: number;
  readonly stderr: readonly string[];
}

const cases: Readonly<Record<string, Case>> = {
  "a definition that breaks a rule is shown at its line": {
    config: `import { defineCounter } from "@platform/metrics/define";\n\n\texport const orders = defineCounter({ name: "orders", help: "Orders." });\nexport default orders;\n`,
    status: 1,
    stderr: [
      'error[counter_without_total] Counter "orders" must end in "_total".',
      "  --> platform.config.ts:3:24",
      "  |",
      '3 | \texport const orders = defineCounter({ name: "orders", help: "Orders." });',
      "  | \t                      ^",
    ],
  },
  "a definition in another module is shown there": {
    config: `import { orders } from "./src/orders.ts";\nexport default orders;\n`,
    files: {
      "src/orders.ts": `import { defineHistogram } from "@platform/metrics/define";\nexport const orders = defineHistogram({ name: "x_seconds", help: "X.", buckets: [2, 1] });\n`,
    },
    status: 1,
    stderr: ["error[buckets_unsorted] Buckets of x_seconds must rise strictly; 1 follows 2.", "  --> src/orders.ts:2:23"],
  },
  "a syntax error": {
    config: "const a: number = 1;\nconst = 4;\n",
    status: 1,
    stderr: ["error[config_syntax]", "  --> platform.config.ts:2:7", "2 | const = 4;"],
  },
  "syntax that is more than types": {
    config: "enum A { B }\nexport default A;\n",
    status: 1,
    stderr: ["error[config_syntax]", "enum is not supported", "  --> platform.config.ts:1:1"],
  },
  "an export that is not there": {
    config: `import { nothing } from "./other.ts";\nexport default nothing;\n`,
    files: { "other.ts": "export const x = 1;\n" },
    status: 1,
    stderr: ["error[config_syntax] The requested module './other.ts' does not provide an export named 'nothing'", "  --> platform.config.ts:1:10"],
  },
  "a module that is not there": {
    config: `export const a = 1;\nimport x from "./none.ts";\nexport default x;\n`,
    status: 1,
    stderr: ['error[config_import_missing] "./none.ts" cannot be found.', "  --> platform.config.ts:2:15"],
  },
  "a module named by the suffix that a build would give it": {
    config: `import x from "./other.js";\nexport default x;\n`,
    files: { "other.ts": "export default 1;\n" },
    status: 1,
    stderr: ['error[config_import_missing] "./other.js" cannot be found.', 'import "./other.ts"'],
  },
  "modules that import each other": {
    config: `import { b } from "./b.ts";\nexport const a = { b };\nexport default a;\n`,
    files: { "b.ts": `import { a } from "./platform.config.ts";\nexport const b = { a };\n` },
    status: 1,
    stderr: ["error[config_throws] ReferenceError: Cannot access 'a' before initialization", "  --> b.ts:2:20", "import each other"],
  },
  "a module that throws": {
    config: "\nexport default (null as never as { x: 1 }).x;\n",
    status: 1,
    stderr: ["error[config_throws] TypeError: Cannot read properties of null (reading 'x')", "  --> platform.config.ts:2:"],
  },
  "a module that throws what is no error": { config: `throw "text";\n`, status: 1, stderr: ['error[config_throws] The configuration threw "text".'] },
  "a module that ends the process": { config: "process.exit(0);\nexport default 1;\n", status: 1, stderr: ["error[config_exits]"] },
  "no default export": { config: "export const x = 1;\n", status: 1, stderr: ["error[config_without_default]", "export default definePlatform"] },
  "another default export": {
    config: `export default { kind: "service" };\n`,
    status: 1,
    stderr: ['error[config_not_a_platform] The default export of the configuration is an object of kind "service", not a platform.'],
  },
  "a package of running programs": {
    config: `import { app } from "./src/app.ts";\nexport default app;\n`,
    files: { "src/app.ts": `// The service.\nimport express from "express";\nexport const app = express();\n` },
    status: 1,
    stderr: [
      'error[config_imports_runtime] The configuration imports "express", which needs node:http and belongs to a running program.',
      "  --> src/app.ts:2:21",
      "platform.config.ts → src/app.ts → express → node:http",
    ],
  },
  "a module of Node for running programs": {
    config: `import { createServer } from "node:http";\nexport default createServer();\n`,
    status: 1,
    stderr: ['error[config_imports_runtime] The configuration imports "node:http"', "  --> platform.config.ts:1:30"],
  },
  "the metrics of running services": {
    config: `import { createMetrics } from "@platform/metrics";\nexport default createMetrics;\n`,
    status: 1,
    stderr: ["error[config_imports_runtime]", "@platform/metrics", "  --> platform.config.ts:1:31"],
  },
};

test.each(Object.entries(cases))("%s", async (_name, { config, files = {}, status, stderr }) => {
  const workspace = createWorkspace({ "platform.config.ts": config, ...files });
  const outcome = await workspace.run(["check", "--no-runbooks"]);
  workspace.remove();
  expect(outcome.stdout).toBe("");
  for (const line of stderr) {
    expect(outcome.stderr).toContain(line);
  }
  expect(outcome.status).toBe(status);
});

const PROJECT = JSON.stringify({ compilerOptions: { module: "nodenext", strict: true, types: ["node"], customConditions: ["@platform/source"] } });

test.each(["check", "generate"])(
  "%s shows the line at which a configuration is not of the types that it says, in a project with a compiler",
  async (command) => {
    const ports = `const port: number = "8080";\nexport const ports = { port, other: port.toFixed(1, 2, 3) };\n`;
    const config = SOUND.replace(/^/, `import { ports } from "./src/ports.ts";\n`).replace(
      "port: 8080",
      "port: 8080 + 0 * Object.keys(ports).length",
    );
    const workspace = createWorkspace({
      "tsconfig.json": PROJECT,
      "platform.config.ts": config,
      "src/ports.ts": ports.replace("port.toFixed(1, 2, 3)", "1"),
    });
    const args = command === "check" ? [command, "--no-runbooks"] : [command];
    const untyped = await workspace.run([...args, "--no-types"]);
    const typed = await workspace.run(args);
    workspace.write("src/ports.ts", ports);
    const evaluated = await workspace.run(args);
    workspace.remove();
    expect(untyped.status, untyped.stderr).toBe(0);
    expect(typed).toMatchObject({ status: 1, stdout: "" });
    expect(typed.stderr).toContain("error[config_types] Type 'string' is not assignable to type 'number'. (TS2322)");
    expect(typed.stderr).toContain("  --> src/ports.ts:1:7");
    // What cannot even be evaluated says so first.
    expect(evaluated.stderr).toContain("error[config_throws] TypeError: port.toFixed is not a function");
  },
);

test("a configuration of the types that it says passes, and one without a project is not asked", async () => {
  const wrong = `const port: number = "8080";\n${SOUND}`;
  for (const [files, status] of [
    [{ "tsconfig.json": PROJECT, "platform.config.ts": SOUND }, 0],
    [{ "tsconfig.json": PROJECT, "platform.config.ts": wrong }, 1],
    [{ "platform.config.ts": wrong }, 0],
  ] as const) {
    const workspace = createWorkspace(files);
    const outcome = await workspace.run(["check", "--no-runbooks"]);
    workspace.remove();
    expect(outcome.status, outcome.stderr).toBe(status);
  }
});

test("an error of types is told in every run until it is mended, whatever the compiler remembers of the run before", async () => {
  const wrong = `const port: number = "8080";\n${SOUND}`;
  const workspace = createWorkspace({ "tsconfig.json": PROJECT, "platform.config.ts": SOUND });
  const told: boolean[] = [];
  for (const config of [SOUND, wrong, wrong, SOUND, wrong]) {
    workspace.write("platform.config.ts", config);
    told.push((await workspace.run(["check", "--no-runbooks"])).stderr.includes("  --> platform.config.ts:1:7"));
  }
  workspace.remove();
  expect(told).toEqual([false, true, true, false, true]);
});

test("a configuration that is not there is wrong usage", async () => {
  const workspace = createWorkspace();
  const outcome = await workspace.run(["generate", "--config", "other.config.ts"]);
  workspace.remove();
  expect(outcome).toEqual({
    status: 2,
    stdout: "",
    stderr: "error[config_missing] There is no configuration other.config.ts.\n  Name it with --config, or run the command in its folder.\n",
  });
});

test("with --json the error is a document, and GitHub is told the line", async () => {
  const workspace = createWorkspace({ "platform.config.ts": SOUND.replace("orders_total", "orders") });
  const outcome = await workspace.run(["check", "--json", "--no-runbooks"], { GITHUB_ACTIONS: "true" });
  workspace.remove();
  expect(JSON.parse(outcome.stdout)).toEqual({
    ok: false,
    error: {
      code: "counter_without_total",
      message: 'Counter "orders" must end in "_total".',
      place: { file: `${workspace.folder}/platform.config.ts`, line: 5, column: 23 },
    },
  });
  expect(outcome.stderr).toContain(
    '::error file=platform.config.ts,line=5,col=23,title=counter_without_total::Counter "orders" must end in "_total".',
  );
});
