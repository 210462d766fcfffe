import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";

const MAIN = fileURLToPath(new URL("./main.ts", import.meta.url));
/** A whole start takes a quarter of a minute on two idle cores. */
const WHOLE_START = { timeout: 240_000 };
const MONITORED = /Prometheus .* are ready/;

let folder: string;
const runs: Run[] = [];

interface Run {
  readonly child: ChildProcess;
  readonly exited: Promise<number | null>;
  output(): string;
  /** Waits until the output has a text. */
  until(text: string | RegExp, seconds?: number): Promise<void>;
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "run-"));
});
afterEach(async () => {
  for (const { child, exited } of runs.splice(0)) {
    child.kill("SIGKILL");
    await exited;
  }
  await expectNothingLeft(30);
  await rm(folder, { recursive: true, force: true });
});

/** The runner with ports and a folder of its own; extra environment replaces ours. */
function startRun(args: readonly string[] = [], environment: Readonly<Record<string, string>> = {}): Run {
  const child = spawn(process.execPath, ["--conditions=@platform/source", MAIN, "--free-ports", "--data", folder, ...args], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { PATH: process.env.PATH ?? "", ...environment },
  });
  let text = "";
  child.stdout.on("data", (chunk) => {
    text += chunk;
  });
  child.stderr.on("data", (chunk) => {
    text += chunk;
  });
  const exited = once(child, "close").then(([code]) => code as number | null);
  const run: Run = {
    child,
    exited,
    output: () => text,
    until: async (wanted, seconds = 110) => {
      const deadline = performance.now() + seconds * 1000;
      while (text.search(wanted) < 0) {
        if (child.exitCode !== null || performance.now() > deadline) {
          throw new Error(`The run never said "${wanted}". It said:\n${text}`);
        }
        await sleep(50);
      }
    },
  };
  runs.push(run);
  return run;
}

/** Processes of this test: those whose arguments or environment name its folder, dead ones left out. */
async function processes(): Promise<readonly { readonly pid: number; readonly name: string }[]> {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name)).map(Number);
  return pids.flatMap((pid) => {
    try {
      const command = readFileSync(`/proc/${pid}/cmdline`, "utf8");
      const environment = readFileSync(`/proc/${pid}/environ`, "utf8");
      const isOurs = command.includes(folder) || environment.includes(folder);
      return isOurs && pid !== process.pid ? [{ pid, name: command.replaceAll("\0", " ") }] : [];
    } catch {
      return []; // gone in between
    }
  });
}

async function expectNothingLeft(seconds: number): Promise<void> {
  const deadline = performance.now() + seconds * 1000;
  while ((await processes()).length > 0 && performance.now() < deadline) {
    await sleep(100);
  }
  expect(await processes()).toEqual([]);
}

function errorLines({ output }: Run): readonly string[] {
  return output()
    .split("\n")
    .filter((line) => line.includes("error:"));
}

test("without Prometheus one line says how to install it", async () => {
  const run = startRun([], { PATH: "/nonexistent" });
  expect(await run.exited).toBe(3);
  expect(errorLines(run)).toEqual([
    expect.stringMatching(/error: Prometheus is not installed: .*https:\/\/prometheus\.io\/download\/.*\[program_missing\]$/),
  ]);
});

test("a service that cannot start is named with its reason, and what was already started is stopped", WHOLE_START, async () => {
  const run = startRun([], { DATABASE_URL: "postgres://127.0.0.1:1/none" });
  expect(await run.exited).toBe(3);
  expect(errorLines(run)).toEqual([
    expect.stringMatching(/error: Service .+ ended by itself .* exit code 3: [\w-]+: The database .* Read .*\.log\. \[program_died\]$/),
  ]);
  await expectNothingLeft(0);
});

test("wrong arguments are refused with the usage", async () => {
  const run = startRun(["--onec"]);
  expect(await run.exited).toBe(2);
  expect(run.output()).toMatch(/--onec[\s\S]*Usage: npm start/);
});

test("while one run goes on a second is refused; an interruption ends everything; no home folder is needed", WHOLE_START, async () => {
  const run = startRun([], { HOME: "" });
  await run.until("The traffic has begun.");
  const second = startRun();
  expect(await second.exited).toBe(3);
  expect(errorLines(second)).toEqual([expect.stringContaining(`Another run (process ${run.child.pid}) uses ${folder}.`)]);

  expect((await processes()).length).toBeGreaterThan(8);
  run.child.kill("SIGINT");
  expect(await run.exited).toBe(0);
  await expectNothingLeft(0);
});

test("when Prometheus dies, everything is stopped and one line says so", WHOLE_START, async () => {
  const run = startRun();
  await run.until(MONITORED);
  const prometheus = (await processes()).find(({ name }) => name.includes("prometheus --config.file"));
  process.kill(prometheus?.pid as number, "SIGKILL");
  expect(await run.exited).toBe(3);
  expect(errorLines(run)).toEqual([expect.stringMatching(/error: Prometheus ended by itself after [\d.]+ s with SIGKILL.* \[program_died\]$/)]);
  await expectNothingLeft(0);
});

test("when the runner is killed, everything that it started ends by itself", WHOLE_START, async () => {
  const run = startRun();
  await run.until(MONITORED);
  run.child.kill("SIGKILL");
  await run.exited;
  await expectNothingLeft(30);
});
