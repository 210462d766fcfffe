import { binary, call, type RecordingRule, select } from "@platform/promql";
import { errorBudget } from "../burn-rate.ts";
import { badRatioFromTiles, burnOver } from "./burn-windows.ts";
import { differenceOverTile } from "./count-events.ts";
import { badEvents, totalEvents } from "./event-counters.ts";
import { IDENTITY, identity, periodSeconds, type SloContext } from "./slo-context.ts";
import { sloRecords } from "./slo-records.ts";

/** A burn rate this low empties no budget within any period; in its place a rate of 0 would make 0 / 0. */
const NO_BURN = 1e-9;

/** The events of one tile: all that windows of two hours and more are made from. */
export function tileRules(context: SloContext): readonly RecordingRule[] {
  const { counters } = context;
  const count = differenceOverTile(context);
  const labels = identity(context);
  return [
    { kind: "recording", record: sloRecords.tileTotal, expression: totalEvents(counters, count), labels },
    { kind: "recording", record: sloRecords.tileBad, expression: badEvents(counters, count), labels },
  ];
}

/** The objective, with what describes the SLO as labels. */
export function objectiveRule(context: SloContext): RecordingRule {
  const { slo } = context;
  const labels = { ...identity(context), sli: slo.sli.kind, period: `${slo.windowDays}d` };
  return { kind: "recording", record: sloRecords.objective, expression: call("vector", slo.objective), labels };
}

/** What happened to the promise over its whole period, each rule from the one before. */
export function periodRules(context: SloContext): readonly RecordingRule[] {
  const labels = identity(context);
  const good = select(sloRecords.goodRatio, labels);
  const remaining = select(sloRecords.budgetRemaining, labels);
  const period = periodSeconds(context);
  const spent = binary(binary(1, "-", good), "/", errorBudget(context.slo));
  const speed = call("clamp_min", burnOver(context, 3600), NO_BURN);
  const left = binary(binary(remaining, "/", speed, { matching: IDENTITY }), "*", period);
  return [
    { kind: "recording", record: sloRecords.goodRatio, expression: binary(1, "-", badRatioFromTiles(context, period)), labels },
    { kind: "recording", record: sloRecords.budgetRemaining, expression: binary(1, "-", spent), labels },
    { kind: "recording", record: sloRecords.timeToExhaustion, expression: call("clamp", left, 0, period), labels },
  ];
}
