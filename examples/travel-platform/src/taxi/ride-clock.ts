/**
 * The time of taxis. Drivers are simulated, and nobody wants to wait twenty minutes for a ride to end: their seconds pass faster than
 * ours. Durations are stored in our time and measured in theirs.
 */
export interface RideClock {
  /** Our seconds for a time of theirs. */
  ours(seconds: number): number;
  /** Their seconds for a time of ours. */
  theirs(seconds: number): number;
}

export function createRideClock({ speed }: { readonly speed: number }): RideClock {
  return { ours: (seconds) => seconds / speed, theirs: (seconds) => seconds * speed };
}
