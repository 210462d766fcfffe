import { binary, call, type InstantVector, type RecordingRule, select } from "@platform/promql";
import { errorBudget } from "../burn-rate.ts";
import { longestDays } from "../definition/period.ts";
import { burnOver } from "./burn-windows.ts";
import { secondsLeft } from "./calendar.ts";
import { IDENTITY, identity, periodSeconds, type SloContext } from "./slo-context.ts";
import { sloRecords } from "./slo-records.ts";
import { averageTile, badRatio, eventsOfPeriod } from "./tiles.ts";

/** A burn rate this low empties no budget within any period; in its place a rate of 0 would make 0 / 0. */
const NO_BURN = 1e-9;

/** The objective, with what describes the SLO as labels. */
export function objectiveRule(context: SloContext): RecordingRule {
  const { slo } = context;
  const labels = { ...identity(context), sli: slo.sli.kind, period: slo.calendar ?? `${slo.windowDays}d` };
  return { kind: "recording", record: sloRecords.objective, expression: call("vector", slo.objective), labels };
}

/** What happened to the promise over its whole period, each rule from the one before. */
export function periodRules(context: SloContext): readonly RecordingRule[] {
  const labels = identity(context);
  const remaining = select(sloRecords.budgetRemaining, labels);
  const speed = call("clamp_min", burnOver(context, 3600), NO_BURN);
  const left = binary(binary(remaining, "/", speed, { matching: IDENTITY }), "*", periodSeconds(context));
  const good = binary(1, "-", badRatio(eventsOfPeriod(context, "bad"), eventsOfPeriod(context, "total")));
  const longest = longestDays(context.slo) * 86_400;
  return [
    { kind: "recording", record: sloRecords.goodRatio, expression: good, labels },
    { kind: "recording", record: sloRecords.budgetRemaining, expression: binary(1, "-", budgetSpent(context)), labels },
    { kind: "recording", record: sloRecords.timeToExhaustion, expression: call("clamp", left, 0, longest), labels },
  ];
}

/**
 * Part of the budget that is spent. That of a rolling period is a share of its events. That of a calendar period is a share of the
 * events that it will have: those so far, and for the rest of it as many as in an average time; so that one bad event in the first
 * minute does not empty it, and that it is never given back before the period ends.
 */
function budgetSpent(context: SloContext): InstantVector {
  const { slo, tileSeconds } = context;
  const share = binary(binary(1, "-", select(sloRecords.goodRatio, identity(context))), "/", errorBudget(slo));
  if (slo.calendar === undefined) {
    return share;
  }
  const tilesLeft = binary(secondsLeft(slo.calendar), "/", tileSeconds);
  const matching = { kind: "on", labels: [], group: { side: "left", labels: [] } } as const;
  const toCome = binary(averageTile(context), "*", tilesLeft, { matching });
  const soFar = call("clamp_min", eventsOfPeriod(context, "total"), 1);
  return binary(share, "/", binary(1, "+", binary(toCome, "/", soFar)));
}
