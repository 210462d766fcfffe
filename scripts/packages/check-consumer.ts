import { execFile } from "node:child_process";
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { PackedPackage } from "./pack-packages.ts";
import { runAction } from "./run-action.ts";

const run = promisify(execFile);
const PROGRAMS = fileURLToPath(new URL("./consumer", import.meta.url));

/** The newest compiler and the oldest that users may have. */
const COMPILERS = { "TypeScript 7": "node_modules/typescript/bin/tsc", "TypeScript 5.9": "scripts/node_modules/typescript/bin/tsc" };

/**
 * Uses the packages as a stranger does: installs the tarballs in a folder outside the repository, compiles programs against them with each compiler,
 * runs these as ESM and as CommonJS, loads every entry both ways, calls the command, and goes through a service's own CI.
 *
 * @returns what failed, with its output; empty when all of it works
 */
export async function checkConsumer(root: string, folder: string, packages: readonly PackedPackage[]): Promise<string[]> {
  cpSync(PROGRAMS, folder, { recursive: true });
  cpSync(`${root}/.npmrc`, `${folder}/.npmrc`);
  writeFileSync(`${folder}/package.json`, JSON.stringify(manifestOf(root, packages), undefined, 2));
  const findings: string[] = [];
  // Commands start by their shebang, on the Node that runs the checks.
  const env = { ...process.env, PATH: [dirname(process.execPath), process.env.PATH].join(delimiter) };
  const step = async (title: string, command: string, args: readonly string[], expected = "") => {
    try {
      const { stdout } = await run(command, args, { cwd: folder, maxBuffer: 1e8, env });
      if (!stdout.includes(expected)) {
        findings.push(`Consumer, ${title}: expected ${JSON.stringify(expected)}, got:\n${stdout.trim()}`);
      }
    } catch (error) {
      const { stdout = "", stderr = "" } = error as { stdout?: string; stderr?: string };
      findings.push(`Consumer, ${title}:\n${`${stdout}${stderr}`.trim() || error}`);
    }
  };
  await step("npm install", "npm", ["install", "--no-audit", "--no-fund", "--prefer-offline"]);
  if (findings.length > 0) {
    return findings;
  }
  for (const [title, compiler] of Object.entries(COMPILERS)) {
    await step(title, process.execPath, [`${root}/${compiler}`, "-p", "."]);
    await step(`${title}, ESM`, process.execPath, ["out/orders.js"], 'orders_total{channel="web"} 2\n');
    await step(`${title}, CommonJS`, process.execPath, ["out/orders-required.cjs"], 'orders_total{channel="web"} 2\n');
  }
  const tracing = ["--import", "@platform/tracing/register", "observe-all.mjs"];
  await step("spans, lines and their thread", process.execPath, tracing, "/loki/api/v1/push by 1 thread, 2 spans\n");
  await step("every entry", process.execPath, ["load-entries.mjs"], "every entry loads both ways\n");
  await step("platform --help", "npm", ["exec", "--offline", "--", "platform", "--help"], "generate");
  await step("platform generate", "npm", ["exec", "--offline", "--", "platform", "generate"], "created");
  return [...findings, ...(await checkOwnCi(root, folder, env))];
}

/** The example of a service's own CI: its configuration, through the steps of the action, first generated and then as if it were committed. */
async function checkOwnCi(root: string, folder: string, env: NodeJS.ProcessEnv): Promise<string[]> {
  cpSync(`${root}/examples/own-ci/monitoring.config.ts`, `${folder}/monitoring.config.ts`);
  const expected = { false: "created", true: "all up to date" };
  const findings: string[] = [];
  for (const [committed, words] of Object.entries(expected)) {
    const inputs = { config: "monitoring.config.ts", out: "own", committed };
    const output = await runAction(`${root}/actions/generate/action.yml`, { cwd: folder, inputs, env }).catch(
      (error) => `${error.message}${error.stdout ?? ""}`,
    );
    if (!output.includes(words)) {
      findings.push(`Consumer, actions/generate with committed ${committed}: expected ${JSON.stringify(words)}, got:\n${output.trim()}`);
    }
  }
  return findings;
}

function manifestOf(root: string, packages: readonly PackedPackage[]): object {
  const { devDependencies: repository } = JSON.parse(readFileSync(`${root}/package.json`, "utf8"));
  const { devDependencies: middleware } = JSON.parse(readFileSync(`${root}/packages/express-middleware/package.json`, "utf8"));
  const { devDependencies: synthetics } = JSON.parse(readFileSync(`${root}/packages/synthetics/package.json`, "utf8"));
  return {
    name: "consumer",
    version: "1.0.0",
    private: true,
    type: "module",
    dependencies: Object.fromEntries(packages.map(({ name, tarball }) => [name, `file:${tarball}`])),
    devDependencies: {
      "@types/node": repository["@types/node"],
      "@types/express": middleware["@types/express"],
      express: middleware.express,
      "playwright-core": synthetics["playwright-core"],
    },
  };
}
