import type { AlertExpectation, RuleTest } from "@platform/promql";
import { inputOf, type Stretch } from "./timeline.ts";

/** Seconds between the samples and between the evaluations of a test. */
export interface Pace {
  readonly sampleSeconds: number;
  readonly evaluationSeconds: number;
  /** What sampling and evaluating may add to the time that anything takes. */
  readonly slackSeconds: number;
}

/** What an alert goes through, and what it must do. */
export interface Scenario extends Pace {
  readonly title: string;
  readonly stretches: readonly Stretch[];
  readonly expectations: readonly AlertExpectation[];
}

const INTERVALS = [1800, 900, 300, 60, 30, 20] as const;

/** As coarse as the times of an alert allow: a test costs what its evaluations cost. */
export function paceOf(windowSeconds: number, forSeconds: number): Pace {
  // So fine that an alert which must hold for a minute is seen not to fire before.
  const finest = forSeconds > 0 ? Math.max(20, Math.min(30, forSeconds / 3)) : 30;
  const longest = Math.max(finest, Math.min((windowSeconds + forSeconds) / 10, forSeconds > 0 ? forSeconds / 3 : Number.POSITIVE_INFINITY));
  const evaluationSeconds = INTERVALS.find((interval) => interval <= longest) ?? finest;
  const sampleSeconds = Math.min(evaluationSeconds / 2, windowSeconds > 0 ? windowSeconds / 10 : evaluationSeconds);
  return { evaluationSeconds, sampleSeconds, slackSeconds: sampleSeconds + 2 * evaluationSeconds };
}

export function testOf(name: string, { title, sampleSeconds, evaluationSeconds, stretches, expectations }: Scenario): RuleTest {
  return {
    name: `${name} ${title}`,
    sampleSeconds,
    evaluationSeconds,
    input: inputOf(stretches, sampleSeconds),
    expectations: expectations.toSorted((one, other) => one.atSeconds - other.atSeconds),
  };
}
