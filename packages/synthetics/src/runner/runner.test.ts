import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { readMetrics } from "@platform/metrics/testing";
import { Registry } from "prom-client";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { defineFlow, type FlowDefinition, type FlowOptions } from "../flow/flow-definition.ts";
import {
  syntheticAbandonedSteps,
  syntheticFlowPassing,
  syntheticLastRun,
  syntheticLastSuccess,
  syntheticLeftovers,
  syntheticRuns,
  syntheticSkippedRuns,
  syntheticStepDuration,
  syntheticStepFailures,
  syntheticStrayErrors,
} from "../synthetic-metrics.ts";
import { createRunner, type RunnerOptions } from "./create-runner.ts";
import { createRunJournal } from "./run-journal.ts";
import { serveRunner } from "./serve-runner.ts";

type Steps = FlowOptions<Readonly<Record<never, never>>>["steps"];
const flowOf = (name: string, steps: Steps, options: Partial<FlowOptions<Readonly<Record<never, never>>>> = {}) =>
  defineFlow(name, { everySeconds: 0.2, timeoutSeconds: 0.2, steps, ...options });

const LONG = { timeout: 25_000, interval: 20 };

function startRunner(flows: readonly FlowDefinition[], options: Partial<RunnerOptions> = {}) {
  const registry = new Registry();
  const runner = createRunner({ flows, registry, ...options });
  runner.start();
  onTestFinished(() => runner.stop({ timeoutSeconds: 0 }));
  return { runner, registry, ...readMetrics(registry) };
}

const here = { location: "local" } as const;
const tried = { flow: "tried", ...here } as const;

test("each flow runs again and again, and what happened can be scraped", async () => {
  let fails = false;
  const flow = flowOf("tried", { first: async () => (fails ? Promise.reject(new Error("no")) : undefined) });
  const { value, distribution } = startRunner([flow]);
  expect(value(syntheticRuns, { ...tried, outcome: "failed" })).toBe(0);
  expect(value(syntheticFlowPassing, tried)).toBeUndefined();
  await vi.waitFor(() => expect(value(syntheticRuns, { ...tried, outcome: "passed" })).toBeGreaterThan(1), LONG);
  expect(value(syntheticFlowPassing, tried)).toBe(1);
  expect(distribution(syntheticStepDuration, { ...tried, step: "first" })?.count).toBeGreaterThan(1);
  fails = true;
  await vi.waitFor(() => expect(value(syntheticRuns, { ...tried, outcome: "failed" })).toBeGreaterThan(1), LONG);
  expect(value(syntheticFlowPassing, tried)).toBe(0);
  expect(value(syntheticStepFailures, { ...tried, step: "first", reason: "error" })).toBeGreaterThan(1);
  expect(value(syntheticLastRun, tried)).toBeGreaterThan(value(syntheticLastSuccess, tried) ?? Number.POSITIVE_INFINITY);
});

test("runs of several locations differ in one label", async () => {
  const registry = new Registry();
  for (const location of ["eu", "us"]) {
    startRunner([flowOf("tried", { first: async () => {} })], { registry, location });
  }
  const { value } = readMetrics(registry);
  await vi.waitFor(() => {
    for (const location of ["eu", "us"]) {
      expect(value(syntheticRuns, { flow: "tried", location, outcome: "passed" })).toBeGreaterThan(0);
    }
  }, LONG);
});

describe("the scheduler is never stuck", () => {
  test("by a flow that hangs: it ends with its time, then is run no more, and others go on", async () => {
    const hanging = flowOf("tried", { first: () => new Promise(() => {}) }, { timeoutSeconds: 0.05 });
    const { value } = startRunner([hanging, flowOf("other", { first: async () => {} })], { concurrency: 1 });
    await vi.waitFor(() => expect(value(syntheticSkippedRuns, { ...tried, reason: "stuck" })).toBeGreaterThan(0), LONG);
    expect(value(syntheticAbandonedSteps, tried)).toBe(3);
    expect(value(syntheticRuns, { ...tried, outcome: "timed_out" })).toBe(3);
    const before = value(syntheticRuns, { flow: "other", ...here, outcome: "passed" }) ?? 0;
    await vi.waitFor(() => expect(value(syntheticRuns, { flow: "other", ...here, outcome: "passed" })).toBeGreaterThan(before), LONG);
  });

  test("by steps that end late: the flow is run again", async () => {
    const releases: (() => void)[] = [];
    const flow = flowOf("tried", { first: () => new Promise<void>((resolve) => releases.push(resolve)) }, { timeoutSeconds: 0.05 });
    const { value } = startRunner([flow]);
    await vi.waitFor(() => expect(value(syntheticSkippedRuns, { ...tried, reason: "stuck" })).toBeGreaterThan(0), LONG);
    for (const release of releases) {
      release();
    }
    await vi.waitFor(() => expect(value(syntheticRuns, { ...tried, outcome: "timed_out" })).toBeGreaterThan(3), LONG);
  });

  test("by somebody who is told of runs and throws", async () => {
    const throwing = {
      onRun: () => {
        throw new Error("of the listener");
      },
    };
    const { value } = startRunner([flowOf("tried", { first: async () => {} })], throwing);
    await vi.waitFor(() => expect(value(syntheticRuns, { ...tried, outcome: "passed" })).toBeGreaterThan(1), LONG);
    expect(value(syntheticStrayErrors)).toBeGreaterThan(0);
  });
});

test("a flow never overlaps itself: a run that is due meanwhile is skipped and counted", async () => {
  let active = 0;
  let most = 0;
  const slow = flowOf("tried", {
    first: async () => {
      most = Math.max(most, ++active);
      // Nobody waits for it any more when it ends: the time of the step, on a clock that a busy machine delays.
      await new Promise((resolve) => setTimeout(resolve, 190));
      active--;
    },
  });
  let isLate = false;
  const { value } = startRunner([slow], {
    random() {
      isLate = !isLate;
      return isLate ? 0.99 : 0;
    },
  });
  await vi.waitFor(() => expect(value(syntheticSkippedRuns, { ...tried, reason: "overlap" })).toBeGreaterThan(0), LONG);
  expect(most).toBe(1);
});

test("no more runs at a time than there are places; who waits too long is skipped and counted", async () => {
  let active = 0;
  let most = 0;
  const step = async () => {
    most = Math.max(most, ++active);
    await new Promise((resolve) => setTimeout(resolve, 150));
    active--;
  };
  const names = ["a", "b", "c", "d", "e"];
  const { total } = startRunner(
    names.map((name) => flowOf(name, { first: step })),
    { concurrency: 2 },
  );
  await vi.waitFor(() => expect(total(syntheticSkippedRuns)).toBeGreaterThan(0), LONG);
  expect(most).toBe(2);
});

test("a stop begins nothing more, lets runs end for a while, interrupts the others and waits for their cleanup", async () => {
  let cleaned = 0;
  const steps = {
    first: ({ signal }: { signal: AbortSignal }) => new Promise<void>((_, reject) => signal.addEventListener("abort", () => reject(signal.reason))),
  };
  const options = { everySeconds: 30, timeoutSeconds: 20, cleanupTimeoutSeconds: 5, cleanup: async () => void cleaned++ };
  const registry = new Registry();
  const runner = createRunner({ flows: [flowOf("tried", steps, { ...options, everySeconds: 25.2 })], registry, random: () => 0 });
  runner.start();
  await vi.waitFor(() => expect(runner.status()[0]?.isRunning).toBe(true), LONG);
  await runner.stop({ timeoutSeconds: 0.05 });
  const { value } = readMetrics(registry);
  expect(cleaned).toBe(1);
  expect(value(syntheticRuns, { ...tried, outcome: "interrupted" })).toBe(1);
  expect(value(syntheticFlowPassing, tried)).toBeUndefined();
});

test("what a flow leaves open is counted", async () => {
  const timers: NodeJS.Timeout[] = [];
  onTestFinished(() => {
    for (const timer of timers) {
      clearInterval(timer);
    }
  });
  const leaking = flowOf("tried", { first: async () => void timers.push(setInterval(() => {}, 60_000)) }, { everySeconds: 1 });
  const { value } = startRunner([leaking]);
  await vi.waitFor(() => expect(value(syntheticLeftovers, tried)).toBeGreaterThan(0), LONG);
});

test("a run that the end of its process took with it is counted by the next one", async () => {
  const folder = mkdtempSync(join(tmpdir(), "synthetics-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const child = spawn(process.execPath, [
    "--conditions=@platform/source",
    fileURLToPath(new URL("../../test/hanging-runner.ts", import.meta.url)),
    folder,
  ]);
  onTestFinished(() => void child.kill("SIGKILL"));
  await vi.waitFor(() => expect(readdirSync(folder)).toEqual(["tried.run"]), LONG);
  child.kill("SIGKILL");
  await new Promise((resolve) => child.once("exit", resolve));
  writeFileSync(join(folder, "of-a-flow-that-is-gone.run"), "");
  const { value } = startRunner([flowOf("tried", { first: async () => {} })], { journal: createRunJournal(folder, { onFailure: () => {} }) });
  expect(value(syntheticRuns, { ...tried, outcome: "interrupted" })).toBe(1);
  await vi.waitFor(() => expect(value(syntheticRuns, { ...tried, outcome: "passed" })).toBeGreaterThan(0), LONG);
  expect(value(syntheticRuns, { ...tried, outcome: "interrupted" })).toBe(1);
});

test("a step that does not give the event loop back ends its process, and is counted by the next one", async () => {
  const folder = mkdtempSync(join(tmpdir(), "synthetics-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const program = fileURLToPath(new URL("../../test/blocking-runner.ts", import.meta.url));
  const child = spawn(process.execPath, ["--conditions=@platform/source", program, folder]);
  onTestFinished(() => void child.kill("SIGKILL"));
  let errors = "";
  child.stderr.setEncoding("utf8").on("data", (text) => {
    errors += text;
  });
  expect(await new Promise((resolve) => child.once("close", (_code, signal) => resolve(signal)))).toBe("SIGKILL");
  expect(errors).toContain("A step has blocked the event loop for 1 s");
  expect(readdirSync(folder)).toEqual(["tried.run"]);
});

test("a disk that fails is told, and stops no run", async () => {
  const failures: Error[] = [];
  const journal = createRunJournal("/dev/null/folder", { onFailure: (error) => failures.push(error) });
  const { value } = startRunner([flowOf("tried", { first: async () => {} })], { journal });
  await vi.waitFor(() => expect(value(syntheticRuns, { ...tried, outcome: "passed" })).toBeGreaterThan(0), LONG);
  expect(failures.length).toBeGreaterThan(0);
});

test("the server shows metrics, health, and the last runs with their traces", async () => {
  const registry = new Registry();
  const flow = flowOf("tried", { first: async () => Promise.reject(new Error("no room")) });
  const runner = createRunner({ flows: [flow], registry });
  const server = await serveRunner(runner, { port: 0 });
  onTestFinished(() => server.stop({ timeoutSeconds: 0 }));
  const get = (path: string) => fetch(`http://127.0.0.1:${server.port}${path}`);
  await vi.waitFor(() => expect(runner.status()[0]?.lastFailure).toBeDefined(), LONG);
  expect(await (await get("/healthz")).json()).toEqual({ status: "ok", late: [] });
  const metrics = await (await fetch(`http://127.0.0.1:${server.port}/metrics`, { headers: { accept: "application/openmetrics-text" } })).text();
  const { flows } = (await (await get("/runs")).json()) as { readonly flows: readonly { readonly lastFailure: { readonly trace_id: string } }[] };
  expect(flows).toMatchObject([{ flow: "tried", lastFailure: { outcome: "failed", failure: { step: "first", message: "no room" } } }]);
  expect(flows[0]?.lastFailure.trace_id).toMatch(/^[0-9a-f]{32}$/);
  expect(metrics).toMatch(/synthetic_runs_total\{flow="tried",location="local",outcome="failed"\} \d+/);
  expect((await get("/nothing")).status).toBe(404);
});

test.each<readonly [string, Partial<RunnerOptions>]>([
  ["flows_empty", { flows: [] }],
  ["flow_duplicate", { flows: [flowOf("a", { b: async () => {} }), flowOf("a", { b: async () => {} })] }],
  ["location_invalid", { location: "a b" }],
  ["concurrency_invalid", { concurrency: 0 }],
  ["mark_secret_weak", { secret: "short" }],
])("refuses with %s", (code, options) => {
  expect(() => createRunner({ flows: [flowOf("a", { b: async () => {} })], registry: new Registry(), ...options })).toThrow(
    expect.objectContaining({ code }),
  );
});
