import type { RuleTest } from "@platform/promql";
import type { SloContext } from "../rules/slo-context.ts";
import { testedParts } from "./busy-part.ts";
import { extremeTests } from "./extreme-tests.ts";
import { periodTests } from "./period-tests.ts";
import { sampledRecordTests } from "./sampled-record-tests.ts";
import { readsNative, writtenSources } from "./slo-input.ts";
import { tileTest } from "./tile-test.ts";
import { exhaustionTest, windowTest } from "./window-test.ts";

/** Samples so far apart that whole numbers of them fit into the stretches of a test, four or more into a tile. */
const SAMPLE_SECONDS = [75, 60, 50, 30, 25, 20, 15, 10, 5, 2, 1];

/**
 * Tests of what the rules of an SLO record, of the numbers behind every alert: the events of a tile, windows, the budget. Of a composite of probes only
 * the alerts are tested.
 */
export function recordTests(context: SloContext): readonly RuleTest[] {
  const { source, tileSeconds, scrapeIntervalSeconds } = context;
  if (source.kind === "sampled") {
    return sampledRecordTests(context);
  }
  const sampleSeconds = SAMPLE_SECONDS.find((seconds) => seconds <= tileSeconds / 4 && seconds >= scrapeIntervalSeconds);
  const kinds = writtenSources(context).map(({ kind }) => kind);
  if (kinds.includes("sampled") || sampleSeconds === undefined || tileSeconds % scrapeIntervalSeconds !== 0) {
    return [];
  }
  return [
    ...testedParts(context).flatMap((one) => [
      // Of a native histogram a tile is an increase: it knows nothing of births and missed scrapes.
      ...(readsNative(context) ? [] : [tileTest(one)]),
      windowTest(one, sampleSeconds),
      exhaustionTest(one, sampleSeconds),
      ...extremeTests(one, sampleSeconds),
    ]),
    ...periodTests(context, sampleSeconds),
  ];
}
