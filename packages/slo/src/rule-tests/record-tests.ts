import type { RuleTest } from "@platform/promql";
import type { SloContext } from "../rules/slo-context.ts";
import { hasPartsOfItsOwn, type TestedSlo, testedParts } from "./busy-part.ts";
import { extremeTests } from "./extreme-tests.ts";
import { periodTests } from "./period-tests.ts";
import { sampledRecordTests } from "./sampled-record-tests.ts";
import { readsNative } from "./slo-input.ts";
import { tileTest } from "./tile-test.ts";
import { exhaustionTest, windowTest } from "./window-test.ts";

/** Samples so far apart that whole numbers of them fit into the stretches of a test, four or more into a tile. */
const SAMPLE_SECONDS = [75, 60, 50, 30, 25, 20, 15, 10, 5, 2, 1];

/**
 * Tests of what the rules of an SLO record, of the numbers behind every alert: the events of a tile, windows, the budget. A composite is tested part by
 * part, where each has series of its own; where two parts count the same events, none of them can be busy alone.
 */
export function recordTests(context: SloContext): readonly RuleTest[] {
  const { tileSeconds, scrapeIntervalSeconds } = context;
  if (!hasPartsOfItsOwn(context)) {
    return [];
  }
  const fits = tileSeconds % scrapeIntervalSeconds === 0;
  const sampleSeconds = SAMPLE_SECONDS.find((seconds) => fits && seconds <= tileSeconds / 4 && seconds >= scrapeIntervalSeconds);
  const countedTests = (one: TestedSlo) => (sampleSeconds === undefined ? [] : countedRecordTests(one, sampleSeconds));
  return [
    ...testedParts(context).flatMap((one) => (isSampled(one) ? sampledRecordTests(one) : countedTests(one))),
    ...(sampleSeconds === undefined ? [] : periodTests(context, sampleSeconds)),
  ];
}

function isSampled({ source, busy }: TestedSlo): boolean {
  return (busy?.source ?? source).kind === "sampled";
}

function countedRecordTests(one: TestedSlo, sampleSeconds: number): readonly RuleTest[] {
  return [
    // Of a native histogram a tile is an increase: it knows nothing of births and missed scrapes.
    ...(readsNative(one) ? [] : [tileTest(one)]),
    windowTest(one, sampleSeconds),
    exhaustionTest(one, sampleSeconds),
    ...extremeTests(one, sampleSeconds),
  ];
}
