import { existsSync, readFileSync } from "node:fs";

/** What a run of tests came to. */
export interface TestReport {
  readonly files: readonly FileReport[];
  /** Errors that no test and no file can be held to. */
  readonly errors: readonly string[];
  /** What failed beside other tests and passed when its file ran once more, alone: `<file>: <failure>`. */
  readonly onlyAlone?: readonly string[];
}

export interface FileReport {
  /** From the root of the repository. */
  readonly file: string;
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** `<test>: <first line of its error>`, also of what failed outside a test, and of a test in whose time its process ended. */
  readonly failures: readonly string[];
}

export interface TestTotals {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** The report that `test-reporter.ts` wrote; undefined when the run ended before it could. */
export function readTestReport(path: string): TestReport | undefined {
  return existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as TestReport) : undefined;
}

export function failedFiles({ files }: TestReport): readonly FileReport[] {
  return files.filter(({ failures }) => failures.length > 0);
}

export function totalsOf({ files, errors }: TestReport): TestTotals {
  const sum = (count: (file: FileReport) => number) => files.reduce((total, file) => total + count(file), 0);
  return { passed: sum(({ passed }) => passed), failed: sum(({ failed }) => failed) + errors.length, skipped: sum(({ skipped }) => skipped) };
}

/** The first run, with each file of the second one as it came out there. */
export function withSecondRun(first: TestReport, second: TestReport): TestReport {
  const again = new Map(second.files.map((report) => [report.file, report]));
  return {
    files: first.files.map((report) => again.get(report.file) ?? report),
    errors: [...first.errors, ...second.errors],
    onlyAlone: first.files.filter(({ file }) => again.get(file)?.failures.length === 0).flatMap(failureLines),
  };
}

/** `<file>: <failure>` */
export function failureLines({ file, failures }: FileReport): readonly string[] {
  return failures.map((failure) => `${file}: ${failure}`);
}
