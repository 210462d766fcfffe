import type { ChildProcess } from "node:child_process";
import { subscribe } from "node:diagnostics_channel";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import type { SerializedError } from "vitest";
import type { Reporter, TestCase, TestModule } from "vitest/node";
import type { FileReport, TestReport } from "./test-report.ts";

/** What vitest adds to an error that came while a file was running. */
const ORIGIN = "VITEST_TEST_PATH";
const WORKER_GONE = "Worker exited unexpectedly";

/** Writes a {@link TestReport} to the file that `TEST_REPORT` names, with all that failed, also outside tests. */
export default class TestReporter implements Reporter {
  /** How processes ended, other than by the signal with which vitest itself ends them. */
  readonly #ends: string[] = [];

  onInit(): void {
    subscribe("child_process", (message) => {
      (message as { readonly process: ChildProcess }).process.once("exit", (code, signal) => {
        if (signal !== "SIGTERM" && code !== 0) {
          this.#ends.push(signal ?? `exit code ${code}`);
        }
      });
    });
  }

  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly SerializedError[]): void {
    const path = process.env.TEST_REPORT ?? ".data/tests.json";
    const how = [UNFINISHED, ...new Set(this.#ends)].join(", ");
    const files = modules.map((module) => fileReport(module, unhandled.filter((error) => error[ORIGIN] === module.moduleId).map(firstLine), how));
    const known = new Set(modules.map(({ moduleId }) => moduleId));
    // A process that ended is told by its file, whose tests never came to an end.
    const isTold = (error: SerializedError) => known.has(String(error[ORIGIN])) || (isWorkerGone(error) && files.some(isUnfinished));
    const report: TestReport = { files, errors: unhandled.filter((error) => !isTold(error)).map(firstLine) };
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, JSON.stringify(report));
  }
}

const UNFINISHED = "its process ended before it did";

function fileReport(module: TestModule, unhandled: readonly string[], how: string): FileReport {
  const tests = [...module.children.allTests()];
  const inState = (state: string) => tests.filter((test) => test.result().state === state);
  const isOver = !["pending", "queued"].includes(module.state());
  const suites = [module, ...module.children.allSuites()];
  return {
    file: module.relativeModuleId,
    passed: inState("passed").length,
    failed: inState("failed").length + (isOver ? 0 : 1),
    skipped: inState("skipped").length,
    failures: [
      ...inState("failed").map((test) => `${test.fullName}: ${firstLine(test.result().errors?.[0])}`),
      ...suites.flatMap((suite) => suite.errors().map((error) => `${suite.type === "suite" ? suite.fullName : "the file"}: ${firstLine(error)}`)),
      ...unhandled.map((error) => `while it ran: ${error}`),
      ...(isOver ? [] : [`${unfinished(tests)}: ${how}`]),
    ],
  };
}

function isUnfinished({ failures }: FileReport): boolean {
  return failures.some((failure) => failure.includes(UNFINISHED));
}

/** The first test without a result is the one that ran, or that ran soon after. */
function unfinished(tests: readonly TestCase[]): string {
  return tests.find((test) => test.result().state === "pending")?.fullName ?? "the file";
}

function isWorkerGone({ cause }: SerializedError): boolean {
  return (cause as SerializedError | undefined)?.message === WORKER_GONE;
}

function firstLine(error: Pick<SerializedError, "message"> | undefined): string {
  return error?.message?.split("\n", 1)[0] ?? "";
}
