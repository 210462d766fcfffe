import { binary, call, type RecordingRule, type RuleGroup } from "@platform/promql";
import type { TimeSlice } from "../definition/time-slice.ts";
import { badEvents, oneSlice, totalEvents } from "./count-events.ts";
import { type PlainSource, slicedSource } from "./event-source.ts";
import { groupName, identity, type SloContext } from "./slo-context.ts";
import { sloRecords } from "./slo-records.ts";

/** Of a time-slice SLO: whether the last slice was bad. Windows and tiles then count slices. */
export function sliceGroups(context: SloContext): readonly RuleGroup[] {
  const { service, slo } = context;
  const source = slicedSource(service, slo);
  if (slo.sli.kind !== "time-slice" || source === undefined) {
    return [];
  }
  return [{ name: groupName(context, "slices"), intervalSeconds: slo.sli.sliceSeconds, rules: [sliceRule(context, slo.sli, source)] }];
}

/** Too many bad events make a slice bad; none at all make it good. Without data there is no slice, or a bad one. */
function sliceRule(context: SloContext, { sliceSeconds, minimumGood, missing }: TimeSlice, source: PlainSource): RecordingRule {
  const stretch = oneSlice(sliceSeconds, context.scrapeIntervalSeconds);
  const ratio = binary(badEvents(source, stretch), "/", call("clamp_min", totalEvents(source, stretch), 1));
  const isBad = binary(ratio, ">", Number((1 - minimumGood).toPrecision(12)), { bool: true });
  const expression = missing === "bad" ? binary(isBad, "or", call("vector", 1)) : isBad;
  return { kind: "recording", record: sloRecords.badSlice, expression, labels: identity(context) };
}
