import { aggregate, binary, call, type InstantVector, over, type RecordDefinition, type RecordingRule, select } from "@platform/promql";
import { longestDays } from "../definition/period.ts";
import { inPeriodOf, ofPresentPeriod } from "./calendar.ts";
import { badEvents, oneTile, totalEvents } from "./count-events.ts";
import { identity, periodSeconds, type SloContext } from "./slo-context.ts";
import { sloRecords } from "./slo-records.ts";

export type TileKind = "total" | "bad";

const ROLLING = { total: sloRecords.tileTotal, bad: sloRecords.tileBad } as const satisfies Readonly<Record<TileKind, RecordDefinition>>;
const CALENDAR = { total: sloRecords.calendarTotal, bad: sloRecords.calendarBad } as const satisfies Readonly<Record<TileKind, RecordDefinition>>;

const BY_IDENTITY = { by: ["job", "slo"] };

/** The record of the tiles of an SLO. */
export function tileRecord({ slo }: SloContext, kind: TileKind): RecordDefinition {
  return slo.calendar === undefined ? ROLLING[kind] : CALENDAR[kind];
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

/** The events of a window, summed from its tiles. */
export function eventsOver(context: SloContext, kind: TileKind, windowSeconds: number): InstantVector {
  const tiles = over("sum_over_time", select(tileRecord(context, kind), identity(context)), windowSeconds);
  return context.slo.calendar === undefined ? tiles : aggregate("sum", tiles, BY_IDENTITY);
}

/** The events of the period so far: the whole of a rolling one, a calendar one from its first day on. */
export function eventsOfPeriod(context: SloContext, kind: TileKind): InstantVector {
  const { slo } = context;
  const tiles = over("sum_over_time", select(tileRecord(context, kind), identity(context)), longestDays(slo) * 86_400);
  return slo.calendar === undefined ? tiles : aggregate("sum", ofPresentPeriod(context, slo.calendar, tiles), BY_IDENTITY);
}

/** Traffic is averaged over the period, or over this much of a longer one: whole weeks and some, of which more would say no more. */
const AVERAGED_SECONDS = 30 * 86_400;

/** Events of an average tile. */
export function averageTile(context: SloContext): InstantVector {
  const windowSeconds = Math.min(periodSeconds(context), AVERAGED_SECONDS);
  const tiles = select(tileRecord(context, "total"), identity(context));
  if (context.slo.calendar === undefined) {
    return over("avg_over_time", tiles, windowSeconds);
  }
  const count = aggregate("sum", over("count_over_time", tiles, windowSeconds), BY_IDENTITY);
  return binary(eventsOver(context, "total", windowSeconds), "/", count);
}

/** Bad among all, each counted over the whole stretch, so that a busy minute weighs more than an idle one. Nothing but idleness is 0. */
export function badRatio(bad: InstantVector, total: InstantVector): InstantVector {
  return binary(bad, "/", call("clamp_min", total, 1));
}
