import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { type Figures, HTTP_UNITS, INJECTED_UNIT, type LineupCase, type LineupUnit } from "./bench-case.ts";
import { compareRounds, isMet } from "./compare-rounds.ts";
import type { BenchResult, RunOptions } from "./run-case.ts";
import { type SpawnedSide, spawnSide } from "./spawn-side.ts";
import { takeHttpTurn } from "./take-http-turn.ts";

/** Turns before those that count: a server is at its full speed after some ten thousand requests. */
const WARM_UP = { http: 2, injected: 3 } as const;

const ROUNDS = 7;

const BUILD = fileURLToPath(new URL("../build.ts", import.meta.url));

/** Runs all servers in turns, the baseline first. */
export async function runLineup(lineup: LineupCase, options: RunOptions): Promise<BenchResult[]> {
  const names = Object.keys(lineup.servers);
  const { built = false } = lineup;
  if (built) {
    execFileSync(process.execPath, [BUILD], { stdio: "ignore" });
  }
  const sides = new Map<string, SpawnedSide>();
  try {
    for (const name of names) {
      sides.set(name, await spawnSide(name, { ...options, built }));
    }
    const rounds: ReadonlyMap<string, Figures>[] = [];
    const warmUp = options.quick ? 1 : WARM_UP[lineup.load];
    for (let round = 0; round < warmUp + (options.quick ? 1 : ROUNDS); round++) {
      const figures = new Map<string, Figures>();
      for (const [name, side] of sides) {
        figures.set(name, await takeTurn(lineup, side, options.quick));
      }
      rounds.push(figures);
    }
    const [baseline = "", ...others] = names;
    return others.flatMap((name) => unitsOf(lineup).map((unit) => resultOf(lineup, { baseline, name, unit, rounds: rounds.slice(warmUp) })));
  } finally {
    await Promise.all([...sides.values()].map((side) => side.stop()));
  }
}

async function takeTurn({ load, path }: LineupCase, side: SpawnedSide, quick: boolean): Promise<Figures> {
  return load === "http" ? takeHttpTurn(side, path, quick) : side.round();
}

function unitsOf({ load }: LineupCase): readonly LineupUnit[] {
  return load === "http" ? HTTP_UNITS : [INJECTED_UNIT];
}

interface ResultParts {
  readonly baseline: string;
  readonly name: string;
  readonly unit: LineupUnit;
  readonly rounds: readonly ReadonlyMap<string, Figures>[];
}

function resultOf(lineup: LineupCase, { baseline, name, unit, rounds }: ResultParts): BenchResult {
  const figureOf = (server: string, figures: ReadonlyMap<string, Figures>) => figures.get(server)?.[unit] ?? Number.NaN;
  const comparison = compareRounds(rounds.map((figures) => ({ ours: figureOf(name, figures), theirs: figureOf(baseline, figures) })));
  const { target = {}, more = {} } = lineup.servers[name] ?? {};
  const { [unit]: ratio } = target;
  const limit = unit === "requests/s" ? undefined : more[unit];
  return {
    bench: lineup.bench,
    case: `${lineup.case}: ${name}`,
    peer: baseline,
    unit,
    ...comparison,
    ...(ratio !== undefined && { target: { ratio, met: isMet(comparison, unit, ratio) } }),
    ...(limit !== undefined && { moreTarget: { limit, met: comparison.more <= limit } }),
  };
}
