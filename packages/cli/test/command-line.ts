import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const BIN = fileURLToPath(new URL("../src/bin.ts", import.meta.url));
const NODE_MODULES = fileURLToPath(new URL("../../../node_modules", import.meta.url));

/** A configuration that every command accepts. */
export const SOUND = readFileSync(new URL("./fixtures/platform.config.ts", import.meta.url), "utf8");

export interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A folder of somebody who uses the command. */
export interface Workspace {
  readonly folder: string;
  write(path: string, content: string): void;
  read(path: string): string;
  /** Runs the real command there. */
  run(args: readonly string[], env?: Readonly<Record<string, string>>, below?: string): Promise<Outcome>;
  remove(): void;
}

export function createWorkspace(files: Readonly<Record<string, string>> = {}): Workspace {
  const folder = mkdtempSync(join(realpathSync(tmpdir()), "platform-cli-"));
  symlinkSync(NODE_MODULES, join(folder, "node_modules"));
  const workspace: Workspace = {
    folder,
    write: (path, content) => {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), content);
    },
    read: (path) => readFileSync(join(folder, path), "utf8"),
    run: (args, env = {}, below = ".") => runCommand(args, join(folder, below), env),
    remove: () => rmSync(folder, { recursive: true }),
  };
  for (const [path, content] of Object.entries(files)) {
    workspace.write(path, content);
  }
  return workspace;
}

function runCommand(args: readonly string[], cwd: string, env: Readonly<Record<string, string>>): Promise<Outcome> {
  const { NO_COLOR: _color, FORCE_COLOR: _force, GITHUB_ACTIONS: _github, ...inherited } = process.env;
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ["--conditions=@platform/source", BIN, ...args], { cwd, env: { ...inherited, ...env } });
    let [stdout, stderr] = ["", ""];
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      stderr += text;
    });
    child.on("error", reject);
    child.on("close", (status) => resolve({ status, stdout, stderr }));
  });
}
