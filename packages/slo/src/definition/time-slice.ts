import type { EventSli } from "./sli.ts";

/**
 * Good: a slice of time in which the share of good events was at least `minimumGood`. It counts minutes of trouble rather
 * than failed events, so that a busy minute weighs as much as a quiet one.
 */
export interface TimeSlice {
  readonly kind: "time-slice";
  /** What is judged in each slice. */
  readonly of: EventSli;
  readonly sliceSeconds: number;
  readonly minimumGood: number;
  /** A slice without data; one without events but with data is good. */
  readonly missing: "uncounted" | "bad";
}

export interface TimeSliceOptions {
  readonly of: EventSli;
  /** Share of good events from which on a slice is good, in (0, 1]. */
  readonly minimumGood: number;
  /** Default 60, 15 to 300, a divisor of an hour; at least four scrapes. */
  readonly sliceSeconds?: number;
  /** Default `uncounted`. */
  readonly missing?: "uncounted" | "bad";
}

export function timeSlice({ of, minimumGood, sliceSeconds = 60, missing = "uncounted" }: TimeSliceOptions): TimeSlice {
  return { kind: "time-slice", of, sliceSeconds, minimumGood, missing };
}
