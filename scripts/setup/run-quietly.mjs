import { spawn } from "node:child_process";
import { SetupError } from "./setup-error.mjs";

/**
 * Runs a command to its end; what it prints is shown only when it fails.
 *
 * @throws SetupError when the command is missing or fails
 */
export function runQuietly(command, args, { cwd, env }) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"], shell: process.platform === "win32" });
    let output = "";
    const keep = (chunk) => {
      output = (output + chunk).slice(-20_000);
    };
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    child.once("error", (error) => {
      reject(new SetupError(error.code === "ENOENT" ? `${command} is not installed; it is needed to set up.` : error.message));
    });
    child.once("close", (code, signal) => {
      if (code === 0) {
        resolve(output);
      } else {
        reject(new SetupError(`${output.trimEnd()}\n\n${command} ${args.join(" ")} ended with ${signal ?? `exit code ${code}`}.`));
      }
    });
  });
}
