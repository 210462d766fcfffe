import {
  aggregate,
  binary,
  call,
  type InstantVector,
  offset,
  over,
  type RecordDefinition,
  type RecordingRule,
  type Selector,
  select,
} from "@platform/promql";
import { longestDays } from "../definition/period.ts";
import { inPeriodOf, ofPresentPeriod } from "./calendar.ts";
import { badEvents, oneTile, totalEvents } from "./count-events.ts";
import { identity, type SloContext } from "./slo-context.ts";
import { sloRecords } from "./slo-records.ts";

export type TileKind = "total" | "bad";

const ROLLING = {
  tile: { total: sloRecords.tileTotal, bad: sloRecords.tileBad },
  part: { total: sloRecords.partTotal, bad: sloRecords.partBad },
} as const satisfies Records;
const CALENDAR = {
  tile: { total: sloRecords.calendarTotal, bad: sloRecords.calendarBad },
  part: { total: sloRecords.calendarPartTotal, bad: sloRecords.calendarPartBad },
} as const satisfies Records;

type Records = Readonly<Record<"tile" | "part", Readonly<Record<TileKind, RecordDefinition>>>>;

const BY_IDENTITY = { by: ["job", "slo"] };

/** The record of the tiles of an SLO. */
export function tileRecord({ slo }: SloContext, kind: TileKind): RecordDefinition {
  return (slo.calendar === undefined ? ROLLING : CALENDAR).tile[kind];
}

/** The record of the last part of its period. */
export function partRecord({ slo }: SloContext, kind: TileKind): RecordDefinition {
  return (slo.calendar === undefined ? ROLLING : CALENDAR).part[kind];
}

/** The events of one tile: all that windows of two hours and more are made from. */
export function tileRules(context: SloContext): readonly RecordingRule[] {
  const { source, slo } = context;
  const tile = oneTile(context);
  const labels = identity(context);
  const rule = (kind: TileKind, events: InstantVector): RecordingRule => {
    const expression = slo.calendar === undefined ? events : inPeriodOf(context, slo.calendar, events);
    return { kind: "recording", record: tileRecord(context, kind), expression, labels };
  };
  return [rule("total", totalEvents(source, tile)), rule("bad", badEvents(source, tile))];
}

/** The events of the last part of a period. */
export function partRules(context: SloContext): readonly RecordingRule[] {
  const { count, seconds } = partsOf(context.slo);
  // Before Prometheus 3 a range holds the tile on its left edge too, which is the last one of the part before.
  const range = count === 1 ? seconds : seconds - 1;
  return (["total", "bad"] as const).map((kind): RecordingRule => {
    return {
      kind: "recording",
      record: partRecord(context, kind),
      expression: tilesOver("sum_over_time", context, kind, range),
      labels: identity(context),
    };
  });
}

/** The events of a window, summed from its tiles. */
export function eventsOver(context: SloContext, kind: TileKind, windowSeconds: number): InstantVector {
  return ofAllPeriods(context, tilesOver("sum_over_time", context, kind, windowSeconds));
}

/** The events of the period so far: the whole of a rolling one, a calendar one from its first day on. */
export function eventsOfPeriod(context: SloContext, kind: TileKind): InstantVector {
  const { slo } = context;
  const last = lastPart(context, kind);
  const { count, seconds } = partsOf(slo);
  const all = Array.from({ length: count - 1 }, (_, index) => earlierPart(context, kind, (index + 1) * seconds)).reduce<InstantVector>(
    (sum, earlier) => binary(sum, "+", binary(earlier, "or", binary(last, "*", 0))),
    last,
  );
  return slo.calendar === undefined ? all : aggregate("sum", ofPresentPeriod(context, slo.calendar, all), BY_IDENTITY);
}

/** Events of an average tile of the last part of the period: of a month, or of a week where that is all. */
export function averageTile(context: SloContext): InstantVector {
  const counted = tilesOver("count_over_time", context, "total", partsOf(context.slo).seconds);
  return binary(ofAllPeriods(context, lastPart(context, "total")), "/", ofAllPeriods(context, counted));
}

/** A part has more than a month, so that traffic is averaged over whole weeks, and no rule reads more tiles at once. */
const LONGEST_PART_DAYS = 31;

/** A long period is the sum of a few equal parts, of which the earlier ones are read where they were the last one. */
export function partsOf(slo: SloContext["slo"]): { readonly count: number; readonly seconds: number } {
  const days = longestDays(slo);
  const count = Math.ceil(days / LONGEST_PART_DAYS);
  return { count, seconds: (days * 86_400) / count };
}

function lastPart(context: SloContext, kind: TileKind): Selector {
  return select(partRecord(context, kind), identity(context));
}

/** Where Prometheus was down at that very time, for a weekend at most, the part is read as it was before. */
export const BRIDGED_SECONDS = 2 * 86_400;

function earlierPart(context: SloContext, kind: TileKind, secondsAgo: number): InstantVector {
  return over("last_over_time", offset(lastPart(context, kind), secondsAgo), BRIDGED_SECONDS);
}

function tilesOver(how: "sum_over_time" | "count_over_time", context: SloContext, kind: TileKind, seconds: number): InstantVector {
  return over(how, select(tileRecord(context, kind), identity(context)), seconds);
}

/** Tiles of a calendar have a label for their period. */
function ofAllPeriods({ slo }: SloContext, events: InstantVector): InstantVector {
  return slo.calendar === undefined ? events : aggregate("sum", events, BY_IDENTITY);
}

/** Bad among all, each counted over the whole stretch, so that a busy minute weighs more than an idle one. Nothing but idleness is 0. */
export function badRatio(bad: InstantVector, total: InstantVector): InstantVector {
  return binary(bad, "/", call("clamp_min", total, 1));
}
