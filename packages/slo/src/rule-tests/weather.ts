import type { TimeSlice } from "../definition/time-slice.ts";
import { slicedSource } from "../rules/event-source.ts";
import type { SloContext } from "../rules/slo-context.ts";
import type { Stretch } from "./stretch.ts";

const MINUTE = 60;
const HOUR = 3600;
const DAY = 86_400;

/** Good within what is allowed, or without a single bad event; bad; no answer. */
export type Weather = "good" | "flawless" | "bad" | "gone";

/** What begins so many seconds before the end. */
export type Change = readonly [secondsLeft: number, weather: Weather];

/** Bad stretches in each part of the time that one window sees and a shorter one does not, and one without data. */
export const VARIED: readonly Change[] = [
  [3.5 * DAY, "good"],
  [3.4 * DAY, "bad"],
  [3.2 * DAY, "good"],
  [2.5 * DAY, "bad"],
  [2.4 * DAY, "good"],
  [20 * HOUR, "bad"],
  [10 * HOUR, "good"],
  [5 * HOUR, "gone"],
  [4.5 * HOUR, "good"],
  [3 * HOUR, "bad"],
  [2.5 * HOUR, "good"],
  [80 * MINUTE, "bad"],
  [65 * MINUTE, "good"],
  [50 * MINUTE, "bad"],
  [40 * MINUTE, "good"],
  [20 * MINUTE, "bad"],
  [16 * MINUTE, "good"],
  [150, "bad"],
];

/** A sample, or a slice of time. */
export interface Event {
  readonly atSeconds: number;
  readonly isBad: boolean;
}

export interface Steps {
  readonly sampleSeconds: number;
  readonly evaluationSeconds: number;
}

/** The samples of a probe, or a slice at each evaluation. */
export function eventsOf(
  context: SloContext,
  { sampleSeconds, evaluationSeconds }: Steps,
  count: number,
  weatherAt: (seconds: number) => Weather,
): readonly Event[] {
  const { service, slo } = context;
  const sliced = slicedSource(service, slo);
  const missing = slo.sli.kind === "time-slice" ? slo.sli.missing : "uncounted";
  const stepSeconds = sliced === undefined ? sampleSeconds : evaluationSeconds;
  const events = Math.floor((count * evaluationSeconds) / stepSeconds) + 1;
  return Array.from({ length: events }, (_, index): Event | undefined => {
    const atSeconds = index * stepSeconds;
    // A counter has no increase in its first sample.
    const weather = index > 0 ? weatherAt(atSeconds) : sliced !== undefined && sliced.kind !== "sampled" ? "gone" : "good";
    return weather === "gone" && missing === "uncounted" ? undefined : { atSeconds, isBad: weather === "bad" || weather === "gone" };
  }).filter((event) => event !== undefined);
}

/** A slice is bad for little more than it may, and good with little less. */
export function stretchOf({ slo }: SloContext, weather: Weather, seconds: number): Stretch {
  if (weather === "gone") {
    return { kind: "gone", seconds };
  }
  const [good, bad] = slo.sli.kind === "time-slice" ? sharesOf(slo.sli) : [0, 1];
  return { kind: "traffic", seconds, perSecond: 1000, badShare: weather === "flawless" ? 0 : weather === "good" ? good : bad };
}

function sharesOf({ minimumGood }: TimeSlice): readonly [good: number, bad: number] {
  const limit = 1 - minimumGood;
  return [0.9 * limit, Math.min(1, Math.max(1.1 * limit, 0.01))];
}
