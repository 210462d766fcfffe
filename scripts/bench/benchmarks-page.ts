import type { BenchResult } from "./run-case.ts";

const HEAD = `# Benchmarks

Written by \`npm run bench\`; \`npm run bench -- name\` renews one section.

Each side runs in a process of its own and the two take turns, ours first, after a warm-up: nine rounds of 0.25 s (functions), of 3 s with 32
connections (HTTP), or of one measurement. The ratio is the median of ours / theirs of neighbouring turns, with its quartiles; where they lie
further apart than the ratio lies from 1, the line says "within noise". Where several servers have one peer they all take turns, in seven
rounds. CPU per request is the server process's own, all its threads included, from \`process.cpuUsage()\`.
Figures drift with the machine: only ratios within one run count.
`;

const COLUMNS = ["Case", "Peer", "Ours", "Peer's", "Unit", "Ratio", "Quartiles", "Finding"];

/**
 * Renders the page anew, keeping the sections of benches that did not run.
 *
 * @param previous - the page as it stands, empty when there is none
 */
export function renderBenchmarksPage(previous: string, results: readonly BenchResult[]): string {
  const sections = new Map<string, string>();
  for (const section of previous.split(/^## /m).slice(1)) {
    sections.set(section.slice(0, section.indexOf("\n")), `## ${section.trimEnd()}\n`);
  }
  for (const [bench, rows] of Map.groupBy(results, (result) => result.bench)) {
    const lines = [row(COLUMNS), row(["---", "---", "--:", "--:", "---", "--:", "---", "---"]), ...rows.map((result) => row(cellsOf(result)))];
    sections.set(bench, `## ${bench}\n\n${lines.join("\n")}\n`);
  }
  const sorted = [...sections].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, section]) => section);
  return [HEAD, ...sorted].join("\n");
}

/** The cells of one line, in the order of the page's columns. */
export function cellsOf(result: BenchResult): string[] {
  const { ours, theirs, unit, ratio, spread } = result;
  return [
    result.case,
    result.peer,
    figure(ours),
    figure(theirs),
    unit,
    figure(ratio),
    `${figure(spread[0])}–${figure(spread[1])}`,
    findingOf(result),
  ];
}

function findingOf({ withinNoise, target, more, moreTarget, unit }: BenchResult): string {
  const verdict = ({ met }: { readonly met: boolean }) => (met ? "met" : "missed");
  const goal = target === undefined ? "" : `${unit === "requests/s" ? "≥" : "≤"} ${figure(target.ratio)} ${verdict(target)}`;
  const bound = moreTarget === undefined ? "" : `${figure(more)} more, ≤ ${figure(moreTarget.limit)} ${verdict(moreTarget)}`;
  return [withinNoise ? "within noise" : "", goal, bound].filter((part) => part !== "").join(", ");
}

/** Three significant digits, without exponent. */
export function figure(value: number): string {
  return value >= 1000 ? Math.round(value).toLocaleString("en-GB") : String(Number(value.toPrecision(3)));
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}
