import type { RuleTest } from "@platform/promql";
import type { SloContext } from "../rules/slo-context.ts";
import { testedParts } from "./busy-part.ts";
import { extremeTests } from "./extreme-tests.ts";
import { writtenSources } from "./slo-input.ts";
import { tileTest } from "./tile-test.ts";
import { exhaustionTest, windowTest } from "./window-test.ts";

/** Samples so far apart that whole numbers of them fit into the stretches of a test, four or more into a tile. */
const SAMPLE_SECONDS = [75, 60, 50, 30, 25, 20, 15, 10, 5, 2, 1];

/**
 * Tests of what the rules of an SLO over counters record, of the numbers behind every alert: the events of a tile, windows, the
 * budget. A calendar period begins on a date of its own; its budget is tested by its alert.
 */
export function recordTests(context: SloContext): readonly RuleTest[] {
  const { slo, tileSeconds, scrapeIntervalSeconds } = context;
  const sampleSeconds = SAMPLE_SECONDS.find((seconds) => seconds <= tileSeconds / 4 && seconds >= scrapeIntervalSeconds);
  const isCounted = writtenSources(context).every(({ kind }) => kind === "bad-counted" || kind === "good-counted");
  if (
    !isCounted ||
    slo.sli.kind === "time-slice" ||
    slo.calendar !== undefined ||
    sampleSeconds === undefined ||
    tileSeconds % scrapeIntervalSeconds !== 0
  ) {
    return [];
  }
  return testedParts(context).flatMap((one) => [
    tileTest(one),
    windowTest(one, sampleSeconds),
    exhaustionTest(one, sampleSeconds),
    ...extremeTests(one, sampleSeconds),
  ]);
}
