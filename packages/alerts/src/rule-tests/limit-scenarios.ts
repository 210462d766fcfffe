import { DefinitionError } from "@platform/metrics/define";
import { type AlertExpectation, labelsOf, type SeriesLabels } from "@platform/promql";
import type { Guard } from "../definition/alert-definition.ts";
import type { AlertOfLevel } from "../rules/alert-rules.ts";
import { type Signal, windowOf } from "../signal/signal.ts";
import { decoysOf } from "./decoys.ts";
import { type DrivenSeries, drive } from "./drive.ts";
import { type Pace, paceOf, type Scenario } from "./scenario.ts";
import { rounded, type Stretch, totalSeconds } from "./timeline.ts";

/** Events of a signal that has no minimum. */
const EVENTS = 1000;

/** A signal that is not computed from several samples can be exactly at a limit. */
function isExact(signal: Signal): boolean {
  return signal.kind === "spread" || (signal.kind === "gauge" && signal.averageSeconds === 0);
}

type Limited = AlertOfLevel & { readonly signal: Signal; readonly direction: "above" | "below"; readonly limit: number };

/**
 * What an alert with a limit must do: stay quiet just on the right side of it, fire in time when it is passed and not before it was
 * passed for long enough, end, end when its data goes away; and stay quiet with too few events, or while a guard does not hold.
 */
export function limitScenarios(one: Limited): readonly Scenario[] {
  const pace = paceOf(windowOf(one.signal), one.rule.forSeconds);
  return [
    riseScenario(one, pace),
    ...(one.definition.minimum > 0 ? [quietScenario(one, pace, "with too few events", { events: 0.8 * one.definition.minimum })] : []),
    ...one.definition.guards.map((guard) => quietScenario(one, pace, `while ${guard.comparison} ${guard.limit} does not hold`, { unmet: guard })),
  ];
}

function riseScenario(one: Limited, pace: Pace): Scenario {
  const { rule, signal } = one;
  const { slackSeconds, sampleSeconds } = pace;
  const [window, hold] = [windowOf(signal), rule.forSeconds];
  const long = rounded(window + hold + slackSeconds, sampleSeconds);
  const ends = rounded(window + rule.keepFiringForSeconds + slackSeconds, sampleSeconds);
  const [quiet, firing] = [driven(one, false), driven(one, true)];
  const stretches: readonly Stretch[] = [
    ...history(one, pace),
    { seconds: long, series: quiet },
    { seconds: long, series: firing },
    { seconds: ends, series: quiet },
    { seconds: long, series: firing },
    { seconds: ends, series: [] },
  ];
  if (signal.kind === "relative" && totalSeconds(stretches.slice(1)) > signal.offsetSeconds) {
    const message = `Alert "${rule.name}" compares with ${signal.offsetSeconds} s ago, and its test takes ${totalSeconds(stretches.slice(1))} s; let it hold for less.`;
    throw new DefinitionError("signal_untested", message);
  }
  const at = (count: number) => totalSeconds(stretches.slice(0, stretches.length - 5 + count));
  const crossed = at(1) + crossingShare(one) * window;
  const labels = firingLabels(one, firing);
  return {
    ...pace,
    title: "stays quiet under its limit, fires in time, ends",
    stretches: withDecoys(one, stretches),
    expectations: expect(one, pace, [
      [at(1), []],
      ...(hold > 2 * pace.evaluationSeconds ? [[crossed + hold - pace.evaluationSeconds, []] as const] : []),
      [crossed + hold + slackSeconds, labels],
      [at(3), []],
      [at(4), labels],
      [at(5), []],
    ]),
  };
}

/** Over the limit, and quiet all the same. */
function quietScenario(one: Limited, pace: Pace, title: string, options: { readonly events?: number; readonly unmet?: Guard }): Scenario {
  const { rule, signal } = one;
  const long = rounded(2 * windowOf(signal) + rule.forSeconds + pace.slackSeconds, pace.sampleSeconds);
  const stretches = [...history(one, pace, options.events), { seconds: long, series: driven(one, true, options) }];
  return {
    ...pace,
    title: `stays quiet ${title}`,
    stretches: withDecoys(one, stretches),
    expectations: expect(one, pace, [[totalSeconds(stretches), []]]),
  };
}

/** The time that a relative signal compares with. */
function history(one: Limited, { sampleSeconds }: Pace, events = eventsOf(one)): readonly Stretch[] {
  const { signal, limit } = one;
  if (signal.kind !== "relative") {
    return [];
  }
  const seconds = rounded(signal.offsetSeconds + windowOf(signal), sampleSeconds);
  return [{ seconds, series: [...drive(signal, 1, { limit, events }), ...guardsOf(one)] }];
}

interface DrivenOptions {
  readonly events?: number;
  readonly unmet?: Guard;
}

function driven(one: Limited, fires: boolean, { events = eventsOf(one), unmet }: DrivenOptions = {}): readonly DrivenSeries[] {
  const { signal, direction, limit } = one;
  const own = drive(signal, valueFor(signal, direction, limit, fires), { limit, events });
  // A guard may be about a series that the signal reads as well; the one that must not hold has the last word.
  return unmet === undefined ? [...own, ...guardsOf(one)] : [...guardsOf(one, unmet), ...own];
}

function guardsOf({ definition: { guards } }: Limited, unmet?: Guard): readonly DrivenSeries[] {
  return guards.flatMap((guard) =>
    drive(guard.signal, valueFor(guard.signal, guard.comparison, guard.limit, guard !== unmet), { limit: guard.limit, events: EVENTS }),
  );
}

function eventsOf({ definition: { minimum } }: Limited): number {
  return minimum > 0 ? 1.2 * minimum : EVENTS;
}

/**
 * A tenth to one side of the limit, or for what is no quotient just at it, where the alert is still quiet. A share stays under 1, and a
 * number of things is whole.
 */
function valueFor(signal: Signal, direction: "above" | "below", limit: number, fires: boolean): number {
  const up = fires === (direction === "above");
  if (signal.kind === "count") {
    return fires ? limit + (up ? 1 : -1) : limit;
  }
  if (!fires && isExact(signal)) {
    return limit;
  }
  if (limit === 0) {
    return up ? 1 : direction === "above" ? 0 : -1;
  }
  const far = limit * (up === limit > 0 ? 1.1 : 0.9);
  const isShare = (signal.kind === "ratio" || signal.kind === "rest") && limit < 1;
  return isShare && far > (1 + limit) / 2 ? (1 + limit) / 2 : far;
}

/** Part of its window that a signal needs to pass its limit on its way from one value to the other, or for a quantile the share of slow ones. */
function crossingShare({ signal, direction, limit }: Limited): number {
  const [from, to] = [valueFor(signal, direction, limit, false), valueFor(signal, direction, limit, true)];
  return signal.kind === "quantile" ? 1 / 6 : (limit - from) / (to - from);
}

function firingLabels({ rule }: Limited, series: readonly DrivenSeries[]): readonly SeriesLabels[] {
  const [first] = series;
  const kept = [...labelsOf(rule.expression).keys()];
  return [Object.fromEntries(kept.flatMap((label) => (first?.labels[label] === undefined ? [] : [[label, first.labels[label]]])))];
}

function withDecoys(one: Limited, stretches: readonly Stretch[]): readonly Stretch[] {
  const decoys = decoysOf(one);
  return stretches.map((stretch) => ({ ...stretch, series: [...stretch.series, ...decoys] }));
}

function expect(
  { rule }: Limited,
  { evaluationSeconds }: Pace,
  times: readonly (readonly [number, readonly SeriesLabels[]])[],
): readonly AlertExpectation[] {
  return times.map(([seconds, firing]) => ({ alert: rule, atSeconds: Math.floor(seconds / evaluationSeconds) * evaluationSeconds, firing }));
}
