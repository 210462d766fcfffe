/**
 * Prepares a clone on a fresh machine and then runs a program of it. Plain JavaScript without dependencies, so that it runs before anything is
 * installed, on Node 18 or later.
 *
 *     node scripts/setup.mjs [--packages prometheus,prometheus-alertmanager] [-- program.ts arguments…]
 *
 * Installs the npm packages when they are not those of package-lock.json, and the named system packages when their commands are missing. The program
 * runs on the Node of the repository's own dependencies. Exit codes: the program's; 2 for wrong arguments; 3 when something cannot be set up.
 */
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { withLock } from "./setup/lock.mjs";
import { installNpmPackages, isInstalled } from "./setup/npm-packages.mjs";
import { runProgram } from "./setup/run-program.mjs";
import { SetupError } from "./setup/setup-error.mjs";
import { installSystemPackages, missingPackages } from "./setup/system-packages.mjs";

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

try {
  const { packages, program } = parse(process.argv.slice(2));
  if (Number(process.versions.node.split(".")[0]) < 18) {
    throw new SetupError(`Node ${process.versions.node} is too old to start from; install Node 18 or later.`);
  }
  if (!isInstalled(ROOT) || missingPackages(packages).length > 0) {
    await withLock(`${ROOT}/.data/setup.lock`, async () => {
      await installNpmPackages(ROOT);
      await installSystemPackages(packages);
    });
  }
  if (program.length > 0) {
    process.exitCode = await runProgram(ROOT, program);
  }
} catch (error) {
  if (!(error instanceof SetupError)) {
    throw error;
  }
  console.error(error.message);
  process.exitCode = error.exitCode;
}

/** @returns names of system packages, and the program with its arguments */
function parse(args) {
  const packages = [];
  while (args.length > 0) {
    const arg = args.shift();
    if (arg === "--") {
      return { packages, program: args };
    }
    if (arg !== "--packages" || args.length === 0) {
      throw new SetupError(`Unknown argument "${arg}". Usage: node scripts/setup.mjs [--packages a,b] [-- program.ts arguments…]`, 2);
    }
    packages.push(...args.shift().split(","));
  }
  return { packages, program: [] };
}
