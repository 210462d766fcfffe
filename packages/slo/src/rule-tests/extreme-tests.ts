import type { RuleTest, Selector, ValueExpectation } from "@platform/promql";
import { errorBudget } from "../burn-rate.ts";
import { longestDays } from "../definition/period.ts";
import { burnOver, recordedWindows } from "../rules/burn-windows.ts";
import { periodIntervalSeconds, periodSeconds } from "../rules/slo-context.ts";
import { sloRecords } from "../rules/slo-records.ts";
import { tileRecord } from "../rules/tiles.ts";
import { eventWeight, idleWeight, type TestedSlo, testName } from "./busy-part.ts";
import { eventsToExpect, tileLabels } from "./calendar-time.ts";
import { type CountedInstance, countedInput, recorded, recordOf } from "./counted-input.ts";
import { windowOf } from "./window-test.ts";

/** Longer than an hour, whose bad events are recorded. */
const AT_LEAST_SECONDS = 4500;
const PER_SECOND = 10;

/** What never failed has its whole budget, though no series of its bad events was ever made; what always failed has none. */
export function extremeTests(context: TestedSlo, sampleSeconds: number): readonly RuleTest[] {
  const of = (name: string, badShare: 0 | 1) => extremeTest(context, name, badShare, sampleSeconds);
  // Where an idle probe succeeds, not everything can fail.
  return [of("what never failed has its whole budget", 0), ...(idleWeight(context) > 0 ? [] : [of("what always failed has no budget", 1)])];
}

function extremeTest(context: TestedSlo, name: string, badShare: 0 | 1, sampleSeconds: number): RuleTest {
  const { tileSeconds } = context;
  // As often as in life: the time to exhaustion reads other records as they stand, which Prometheus shows for 5 minutes.
  const evaluationSeconds = periodIntervalSeconds(context);
  const atSeconds = Math.ceil(Math.max(AT_LEAST_SECONDS, 3 * tileSeconds) / evaluationSeconds) * evaluationSeconds;
  const count = Math.ceil(atSeconds / sampleSeconds) + 1;
  const steady: CountedInstance = { name: "a", runs: (each) => [{ kind: "line", from: 0, step: each, count }] };
  const each = PER_SECOND * sampleSeconds;
  const is = (record: Selector, value: number, window?: string): ValueExpectation => {
    const labels = window === undefined ? {} : { window };
    return recorded(context, record, { atSeconds, value, within: 1e-6 * Math.abs(value), labels });
  };
  const speed = badShare / errorBudget(context.slo);
  const left = 1 - speed / eventsToExpect(context, atSeconds, atSeconds / evaluationSeconds);
  // The first tile of a test lies in the calendar period before.
  const within = context.slo.calendar === undefined ? 1e-6 * Math.abs(left) : 0.03 * (1 - left);
  const longest = longestDays(context.slo) * 86_400;
  const windows = recordedWindows(context).map((seconds) => {
    const record = burnOver(context, seconds) as Selector;
    return is(record, speed, windowOf(record));
  });
  return {
    name: testName(context, name),
    evaluationSeconds,
    sampleSeconds,
    input: countedInput(context, [steady], { good: each * (1 - badShare), bad: each * badShare }),
    expectations: [],
    values: [
      ...windows,
      recorded(context, recordOf(context, tileRecord(context, "bad")), {
        atSeconds,
        value: eventWeight(context) * PER_SECOND * badShare * tileSeconds,
        labels: tileLabels(context, atSeconds),
      }),
      is(recordOf(context, sloRecords.badLastHour), eventWeight(context) * PER_SECOND * badShare * 3600),
      is(recordOf(context, sloRecords.goodRatio), 1 - badShare),
      recorded(context, recordOf(context, sloRecords.budgetRemaining), { atSeconds, value: left, within }),
      badShare === 0
        ? is(recordOf(context, sloRecords.timeToExhaustion), longest)
        : recorded(context, recordOf(context, sloRecords.timeToExhaustion), {
            atSeconds,
            value: Math.max(0, left / speed) * periodSeconds(context),
            within: (within / speed) * periodSeconds(context),
          }),
    ],
  };
}
