export interface Comparison {
  /** Medians over the rounds. */
  readonly ours: number;
  readonly theirs: number;
  /** Median of the ratios ours / theirs of neighbouring rounds. */
  readonly ratio: number;
  /** Median of the differences ours - theirs of neighbouring rounds. */
  readonly more: number;
  /** First and third quartile of these ratios. */
  readonly spread: readonly [number, number];
  /** The spread is wider than the distance of the ratio from 1. */
  readonly withinNoise: boolean;
}

/** One turn of each side, taken directly after one another. */
export interface Round {
  readonly ours: number;
  readonly theirs: number;
}

/** Compares turn by turn, so that a drift of the machine falls out of the ratio. */
export function compareRounds(rounds: readonly Round[]): Comparison {
  const ratios = rounds.map(({ ours, theirs }) => ours / theirs);
  const ratio = quantile(ratios, 0.5);
  const spread = [quantile(ratios, 0.25), quantile(ratios, 0.75)] as const;
  return {
    ours: quantile(
      rounds.map((round) => round.ours),
      0.5,
    ),
    theirs: quantile(
      rounds.map((round) => round.theirs),
      0.5,
    ),
    ratio,
    more: quantile(
      rounds.map(({ ours, theirs }) => ours - theirs),
      0.5,
    ),
    spread,
    withinNoise: spread[1] - spread[0] > Math.abs(ratio - 1),
  };
}

/** Whether the median keeps a limit: of requests per second the least ratio, of everything else the greatest. */
export function isMet({ ratio }: Comparison, unit: string, limit: number): boolean {
  return unit === "requests/s" ? ratio >= limit : ratio <= limit;
}

/** Linear between the two nearest values. */
export function quantile(values: readonly number[], q: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const position = (sorted.length - 1) * q;
  const below = sorted[Math.floor(position)] ?? Number.NaN;
  const above = sorted[Math.ceil(position)] ?? Number.NaN;
  return below === above ? below : below + (above - below) * (position - Math.floor(position));
}
