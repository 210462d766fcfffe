import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import type { BenchCase } from "./bench-case.ts";
import { cellsOf, renderBenchmarksPage } from "./benchmarks-page.ts";
import { type BenchResult, runCase } from "./run-case.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const PAGE = `${ROOT}docs/benchmarks.md`;

const { values: flags, positionals: names } = parseArgs({
  options: { json: { type: "boolean", default: false }, quick: { type: "boolean", default: false } },
  allowPositionals: true,
});

interface ChosenCase {
  readonly benchCase: BenchCase;
  readonly path: string;
  readonly index: number;
}

const chosen: ChosenCase[] = [];
for (const path of globSync(["packages/*/bench/*.bench.ts", "scripts/bench/cases/*.bench.ts"], { cwd: ROOT }).sort()) {
  const module: { readonly default: readonly BenchCase[] } = await import(fileUrl(path));
  chosen.push(...module.default.map((benchCase, index) => ({ benchCase, path, index })));
}

const results: BenchResult[] = [];
let failures = 0;

for (const [bench, cases] of Map.groupBy(chosen, ({ benchCase }) => benchCase.bench)) {
  if (names.length > 0 && !names.includes(bench)) {
    continue;
  }
  const ofBench: BenchResult[] = [];
  for (const { benchCase, path, index } of cases) {
    try {
      for (const result of await runCase(benchCase, { file: fileUrl(path), index, quick: flags.quick })) {
        ofBench.push(result);
        console.log(flags.json ? jsonLine(result) : `${bench}: ${cellsOf(result).join("  ").trimEnd()}`);
      }
    } catch (error) {
      failures += 1;
      console.error(`${path}, "${benchCase.case}": ${error instanceof Error ? error.message : error}`);
    }
  }
  results.push(...ofBench);
  if (!flags.quick && ofBench.length > 0) {
    // At once, so that a run which is cut off keeps the benches that it finished.
    mkdirSync(`${ROOT}docs`, { recursive: true });
    writeFileSync(PAGE, renderBenchmarksPage(existsSync(PAGE) ? readFileSync(PAGE, "utf8") : "", ofBench));
  }
}

if (results.length === 0 && failures === 0) {
  console.error(names.length === 0 ? "There is no bench file." : `There is no bench named ${names.join(" or ")}.`);
  process.exit(2);
}
const missed = results.filter((result) => !flags.quick && (result.target?.met === false || result.moreTarget?.met === false));
for (const result of missed) {
  console.error(`${result.bench}, missed: ${cellsOf(result).join("  ").trimEnd()}`);
}
process.exitCode = failures + missed.length > 0 ? 1 : 0;

function fileUrl(path: string): string {
  return pathToFileURL(`${ROOT}${path}`).href;
}

function jsonLine({ bench, case: title, peer, ours, theirs, unit, ratio, more }: BenchResult): string {
  return JSON.stringify({ bench, case: title, peer, ours, theirs, unit, ratio, more });
}
