import { spawn } from "node:child_process";
import { constants } from "node:os";
import { delimiter } from "node:path";
import { nodeOf, npmEnvironment } from "./npm-packages.mjs";

/**
 * Runs a program of the clone from its TypeScript sources, on the clone's own Node or the one that PLATFORM_NODE names. Signals go on to it; in a
 * terminal, Ctrl-C reaches it by itself. Over a channel it notices when this process is killed.
 *
 * @returns {Promise<number>} its exit code, 128 + n when signal n ended it
 */
export async function runProgram(root, [file, ...args]) {
  const node = process.env.PLATFORM_NODE ?? nodeOf(root);
  const env = { ...npmEnvironment(root), PATH: [`${root}/node_modules/.bin`, process.env.PATH].join(delimiter) };
  const child = spawn(node, ["--conditions=@platform/source", file, ...args], { stdio: ["inherit", "inherit", "inherit", "ipc"], env });
  const forward = (signal) => {
    if (signal !== "SIGINT" || !process.stdin.isTTY) {
      child.kill(signal);
    }
  };
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"];
  for (const signal of signals) {
    process.on(signal, forward);
  }
  const code = await new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (exitCode, signal) => resolve(signal === null ? exitCode : 128 + constants.signals[signal]));
  });
  for (const signal of signals) {
    process.off(signal, forward);
  }
  return code;
}
