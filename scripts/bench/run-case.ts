import { type BenchCase, type Figures, HTTP_UNITS, type PairCase } from "./bench-case.ts";
import { type Comparison, compareRounds, isMet } from "./compare-rounds.ts";
import { runLineup } from "./run-lineup.ts";
import { type SpawnedSide, spawnSide } from "./spawn-side.ts";
import { takeHttpTurn } from "./take-http-turn.ts";

export interface BenchResult extends Comparison {
  readonly bench: string;
  readonly case: string;
  readonly peer: string;
  readonly unit: string;
  /** Limit of the ratio, and whether the median keeps it; absent when the case names none. */
  readonly target?: { readonly ratio: number; readonly met: boolean };
  /** Limit of what ours takes more than theirs, and whether the median keeps it; absent when the case names none. */
  readonly moreTarget?: { readonly limit: number; readonly met: boolean };
}

export interface RunOptions {
  readonly file: string;
  readonly index: number;
  /** Few and short rounds, to see that everything runs. */
  readonly quick: boolean;
}

/** Runs both sides in turns, ours first; the first turn of each is a warm-up and not counted. */
export async function runCase(benchCase: BenchCase, options: RunOptions): Promise<BenchResult[]> {
  if (benchCase.kind === "lineup") {
    return runLineup(benchCase, options);
  }
  const sides: SpawnedSide[] = [];
  try {
    const ours = await spawnSide("ours", options);
    sides.push(ours);
    const theirs = await spawnSide("theirs", options);
    sides.push(theirs);
    const turn = (side: SpawnedSide) => takeTurn(benchCase, side, options.quick);
    // What a side of a figure of its own prepares, in its first turn, may take long: no matter how both of them disturb each other then.
    await (benchCase.kind === "measure" ? Promise.all([turn(ours), turn(theirs)]) : turn(ours).then(() => turn(theirs)));
    const rounds: { ours: Figures; theirs: Figures }[] = [];
    for (let round = 0; round < (options.quick ? 2 : 9); round++) {
      rounds.push({ ours: await turn(ours), theirs: await turn(theirs) });
    }
    return unitsOf(benchCase).map((unit) => resultOf(benchCase, unit, rounds));
  } finally {
    await Promise.all(sides.map((side) => side.stop()));
  }
}

async function takeTurn(benchCase: PairCase, side: SpawnedSide, quick: boolean): Promise<Figures> {
  return benchCase.kind === "http" ? takeHttpTurn(side, benchCase.path, quick) : side.round();
}

function unitsOf(benchCase: PairCase): readonly string[] {
  return benchCase.kind === "http" ? HTTP_UNITS : [benchCase.unit].flat();
}

function resultOf(benchCase: PairCase, unit: string, rounds: readonly { ours: Figures; theirs: Figures }[]): BenchResult {
  const comparison = compareRounds(rounds.map(({ ours, theirs }) => ({ ours: ours[unit] ?? Number.NaN, theirs: theirs[unit] ?? Number.NaN })));
  const { bench, case: title, peer, target } = benchCase;
  const limit = typeof target === "object" ? (target as Partial<Figures>)[unit] : target;
  return {
    bench,
    case: title,
    peer,
    unit,
    ...comparison,
    ...(limit !== undefined && { target: { ratio: limit, met: isMet(comparison, unit, limit) } }),
  };
}
