import type { HrTime, TimeInput } from "@opentelemetry/api";

/** How far the wall clock may have moved against the process's own before a new trace takes it over, in ms. */
const DRIFT = 20;

/** The wall clock is looked at no more often, in ms. */
const PAUSE = 5;

/**
 * Times of spans: milliseconds of the process's own clock, which only rises, on an anchor, the wall clock at that clock's zero in whole milliseconds.
 * All spans of one trace in this process have the same anchor, so that a jump of the wall clock neither turns a duration negative nor moves a child
 * out of its parent.
 */
export interface Clock {
  /** Milliseconds since the process started, to the nanosecond. */
  now(): number;
  /** For a trace that begins here now, by {@link now}. */
  anchor(now: number): number;
}

export function createClock({ now = () => performance.now(), wall = () => Date.now() } = {}): Clock {
  let lookedAt = Number.NEGATIVE_INFINITY;
  let anchor = Math.round(wall() - now());
  return {
    now,
    anchor(at) {
      if (at - lookedAt < PAUSE) {
        return anchor;
      }
      lookedAt = at;
      const moved = wall() - at - anchor;
      if (moved > DRIFT || moved < -DRIFT) {
        anchor = Math.round(anchor + moved);
      }
      return anchor;
    },
  };
}

/** Numbers below it are times of `performance.now()`, in ms: three years of a process, or a day in 1973. */
const PROCESS_TIME = 1e11;

/** A time that a caller gives, in milliseconds of the clock of `anchor`; `now` for one that is no time. */
export function timeFrom(input: TimeInput | undefined, anchor: number, now: number): number {
  let time = now;
  if (typeof input === "number") {
    time = input < PROCESS_TIME ? input : input - anchor;
  } else if (input instanceof Date) {
    time = input.getTime() - anchor;
  } else if (Array.isArray(input)) {
    time = input[0] * 1000 - anchor + input[1] / 1e6;
  }
  return Number.isFinite(time) ? time : now;
}

/** Seconds and nanoseconds since 1970. */
export function hrTimeOf(anchor: number, time: number): HrTime {
  const whole = Math.floor(time);
  const milliseconds = anchor + whole;
  const seconds = Math.floor(milliseconds / 1000);
  const nanoseconds = (milliseconds - seconds * 1000) * 1e6 + Math.round((time - whole) * 1e6);
  return nanoseconds < 1e9 ? [seconds, nanoseconds] : [seconds + 1, nanoseconds - 1e9];
}
