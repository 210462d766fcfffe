import { type BenchCase, HTTP_UNITS, type HttpUnit } from "./bench-case.ts";
import { type Comparison, compareRounds, type Round } from "./compare-rounds.ts";
import { loadHttp } from "./http-load.ts";
import { type SpawnedSide, spawnSide } from "./spawn-side.ts";

export interface BenchResult extends Comparison {
  readonly bench: string;
  readonly case: string;
  readonly peer: string;
  readonly unit: string;
  /** Limit of the ratio, and whether the better half of the spread keeps it; absent when the case names none. */
  readonly target?: { readonly ratio: number; readonly met: boolean };
}

export interface RunOptions {
  readonly file: string;
  readonly index: number;
  /** Few and short rounds, to see that everything runs. */
  readonly quick: boolean;
}

type Figures = Readonly<Record<string, number>>;

/** Runs both sides in turns, ours first; the first turn of each is a warm-up and not counted. */
export async function runCase(benchCase: BenchCase, options: RunOptions): Promise<BenchResult[]> {
  const sides: SpawnedSide[] = [];
  try {
    const ours = await spawnSide("ours", options);
    sides.push(ours);
    const theirs = await spawnSide("theirs", options);
    sides.push(theirs);
    const turn = (side: SpawnedSide) => takeTurn(benchCase, side, options.quick);
    await turn(ours);
    await turn(theirs);
    const rounds: { ours: Figures; theirs: Figures }[] = [];
    for (let round = 0; round < (options.quick ? 2 : 9); round++) {
      rounds.push({ ours: await turn(ours), theirs: await turn(theirs) });
    }
    return unitsOf(benchCase).map((unit) => resultOf(benchCase, unit, rounds));
  } finally {
    await Promise.all(sides.map((side) => side.stop()));
  }
}

async function takeTurn(benchCase: BenchCase, side: SpawnedSide, quick: boolean): Promise<Figures> {
  const figure = await side.round();
  if (benchCase.kind !== "http") {
    return { [benchCase.unit]: figure };
  }
  const before = await side.usage();
  const load = await loadHttp(`http://127.0.0.1:${figure}${benchCase.path}`, quick ? 1 : 3);
  const after = await side.usage();
  return {
    "requests/s": load.requestsPerSecond,
    "µs CPU/request": (after.cpuMicroseconds - before.cpuMicroseconds) / load.requests,
    "ms p99": load.p99Milliseconds,
    "MB RSS": after.rssBytes / 1e6,
  } satisfies Record<HttpUnit, number>;
}

function unitsOf(benchCase: BenchCase): readonly string[] {
  return benchCase.kind === "http" ? HTTP_UNITS : [benchCase.unit];
}

function resultOf(benchCase: BenchCase, unit: string, rounds: readonly { ours: Figures; theirs: Figures }[]): BenchResult {
  const pairs: Round[] = rounds.map(({ ours, theirs }) => ({ ours: ours[unit] ?? Number.NaN, theirs: theirs[unit] ?? Number.NaN }));
  const comparison = compareRounds(pairs);
  const { bench, case: title, peer, target } = benchCase;
  const limit = typeof target === "object" ? target[unit as HttpUnit] : target;
  const moreIsBetter = unit === "requests/s";
  return {
    bench,
    case: title,
    peer,
    unit,
    ...comparison,
    ...(limit !== undefined && {
      target: { ratio: limit, met: moreIsBetter ? comparison.spread[1] >= limit : comparison.spread[0] <= limit },
    }),
  };
}
