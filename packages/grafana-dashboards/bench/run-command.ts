import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));

/** Prints the most memory that a process held, in kilobytes, when it ends. */
const MEMORY = `data:text/javascript,${encodeURIComponent('process.on("exit", () => console.error("\\nmaxRSS " + process.resourceUsage().maxRSS))')}`;

export interface CommandRun {
  /** From the start of the process to its exit. */
  readonly seconds: number;
  /** The most memory that it held. */
  readonly megabytes: number;
}

/** Runs `platform` with arguments in a process of its own, in the repository's folder. */
export function runCommand(args: readonly string[]): CommandRun {
  const start = performance.now();
  const { status, stderr } = spawnSync(process.execPath, ["--import", MEMORY, "--conditions=@platform/source", "packages/cli/src/bin.ts", ...args], {
    cwd: ROOT,
    encoding: "utf8",
  });
  const seconds = (performance.now() - start) / 1000;
  if (status !== 0) {
    throw new Error(`platform ${args.join(" ")} exited with ${status}: ${stderr}`);
  }
  return { seconds, megabytes: Number(/maxRSS (\d+)/.exec(stderr)?.[1]) / 1024 };
}
