import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, onTestFinished, test } from "vitest";
import { readTestReport } from "./test-report.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const RUN_TESTS = fileURLToPath(new URL("./run-tests.ts", import.meta.url));

/** Runs files of tests by themselves; `node_modules` is found above their folder. */
async function runFiles(files: Readonly<Record<string, string>>) {
  mkdirSync(`${ROOT}.data`, { recursive: true });
  const folder = mkdtempSync(`${ROOT}.data/run-tests-`);
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) {
    writeFileSync(
      join(folder, `${name}.test.ts`),
      `import { existsSync, writeFileSync } from "node:fs";\nimport { expect, test, beforeAll } from "vitest";\n${text}`,
    );
  }
  writeFileSync(join(folder, "vitest.config.ts"), "export default {};");
  const path = join(folder, "report.json");
  const passed = await promisify(execFile)(process.execPath, [RUN_TESTS, path, "--root", folder], { cwd: ROOT }).then(
    () => true,
    () => false,
  );
  const report = readTestReport(path);
  return { passed, ...report, failures: report?.files.flatMap(({ failures }) => failures) };
}

const GOOD = 'test("good", () => {});';
/** Fails until it has been run once. */
const ONCE = (fail: string) =>
  `const isFirst = !existsSync(new URL("./once", import.meta.url));\nwriteFileSync(new URL("./once", import.meta.url), "");\ntest("early", () => {});\ntest("shy", () => { if (isFirst) { ${fail} } });`;

test("tests that pass are run once", async () => {
  expect(await runFiles({ a: GOOD, b: `${GOOD}\ntest.skip("later", () => {});` })).toMatchObject({
    passed: true,
    files: [
      { file: "a.test.ts", passed: 1, failed: 0, skipped: 0 },
      { file: "b.test.ts", passed: 1, failed: 0, skipped: 1 },
    ],
    errors: [],
    failures: [],
  });
});

test.each([
  ["fails", "expect(1).toBe(2);", "shy: expected 1 to be 2 // Object.is equality"],
  ["ends its process", 'process.kill(process.pid, "SIGKILL");', expect.stringMatching(/^(early|shy): its process ended before it did, SIGKILL$/)],
  ["leaves a rejection", 'void Promise.reject(new Error("lost"));', "while it ran: lost"],
])("a test that %s beside others and not alone is told by name", async (_, fail, told) => {
  const { passed, onlyAlone, failures } = await runFiles({ a: GOOD, b: ONCE(fail) });
  expect({ passed, failures }).toEqual({ passed: true, failures: [] });
  expect(onlyAlone?.map((line) => line.replace("b.test.ts: ", ""))).toEqual([told]);
});

test("what fails alone too has failed, in a test, before the tests and at import", async () => {
  const { passed, failures, onlyAlone } = await runFiles({
    a: 'test("bad", () => { expect({ a: 1 }).toEqual({ a: 2 }); });',
    b: `beforeAll(() => { throw new Error("no server"); });\n${GOOD}`,
    c: 'throw new Error("no module");',
    d: `process.kill(process.pid, "SIGKILL");\n${GOOD}`,
  });
  expect({ passed, failures, onlyAlone }).toEqual({
    passed: false,
    failures: [
      "bad: expected { a: 1 } to deeply equal { a: 2 }",
      "the file: no server",
      "the file: no module",
      "the file: its process ended before it did, SIGKILL",
    ],
    onlyAlone: [],
  });
});

test("where more fails than a busy machine explains, nothing is run again", async () => {
  const bad = 'test("bad", () => { expect(1).toBe(2); });';
  const { passed, failures, onlyAlone } = await runFiles(Object.fromEntries([..."abcdef"].map((name) => [name, bad])));
  expect({ passed, failures: failures?.length, onlyAlone }).toEqual({ passed: false, failures: 6, onlyAlone: undefined });
});
