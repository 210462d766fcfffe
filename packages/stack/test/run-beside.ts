import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

/** A program in a process of its own, which may be killed. */
export interface BesideProgram {
  readonly pid: number;
  /** The signal that ended it. */
  readonly ended: Promise<NodeJS.Signals | null>;
  kill(signal: NodeJS.Signals): void;
}

/** Path of this package's own entry, for the text of such a program. */
export const OWN_ENTRY = JSON.stringify(fileURLToPath(new URL("../src/index.ts", import.meta.url)));

export function runBeside(text: string): BesideProgram {
  const child = spawn(process.execPath, ["--conditions=@platform/source", "--input-type=module", "-e", text], { stdio: "ignore" });
  const ended = new Promise<NodeJS.Signals | null>((resolve) => child.once("exit", (_, signal) => resolve(signal)));
  return { pid: child.pid as number, ended, kill: (signal) => void child.kill(signal) };
}
