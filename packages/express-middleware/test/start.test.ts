import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const PACKAGE = fileURLToPath(new URL("..", import.meta.url));

/** Parts of Node that a program has loaded when it ends. */
function builtinsOf(program: string): ReadonlySet<string> {
  const report = 'console.log(JSON.stringify(process.moduleLoadList.map((name) => name.replace(/^.* /, ""))));process.exit();';
  const args = ["--conditions=@platform/source", "--input-type=module", "-e", `${program};${report}`];
  return new Set(JSON.parse(execFileSync(process.execPath, args, { cwd: PACKAGE, encoding: "utf8" })));
}

const EXPRESS = 'import express from "express"; import "prom-client"; import "pino"; import "@opentelemetry/api"; const app = express()';

const OURS = `
  ${EXPRESS};
  const { observe } = await import("@platform/express-middleware");
  const tracing = { endpoint: "http://127.0.0.1:4318/v1/traces" };
  app.use(observe({ service: "orders", tracing, logger: { output: { append() {} } } }))
`;

test("the one line with tracing loads no part of Node that costs a start and is needed by nobody yet", () => {
  const before = builtinsOf(EXPRESS);
  const added = [...builtinsOf(OURS)].filter((name) => !before.has(name));
  expect(added).not.toEqual([]);
  expect(added.filter((name) => /undici|inspector|sqlite|internal\/test|child_process/.test(name))).toEqual([]);
});
