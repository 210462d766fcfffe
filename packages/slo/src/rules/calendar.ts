import { binary, call, countValues, type InstantVector, time } from "@platform/promql";
import type { CalendarPeriod } from "../definition/period.ts";
import type { TileTimes } from "./difference-over-tile.ts";

const DAY = 86_400;

/** The first day of a calendar period becomes a label of its tiles, so that the tiles of one period can be told from those of the last. */
export const SINCE = "since";

/** Events of a tile with the label of their period: that in which the greater part of the tile lies. */
export function inPeriodOf({ tileSeconds, scrapeIntervalSeconds }: TileTimes, period: CalendarPeriod, events: InstantVector): InstantVector {
  const middle = call("vector", binary(time(), "-", Math.round(tileSeconds / 2) + scrapeIntervalSeconds));
  const matching = { kind: "on", labels: [], group: { side: "right", labels: [] } } as const;
  return binary(events, "*", countValues(SINCE, firstDay(period, middle)), { matching });
}

/** Of series with the label of a period, those of the present one. */
export function ofPresentPeriod({ tileSeconds, scrapeIntervalSeconds }: TileTimes, period: CalendarPeriod, tiles: InstantVector): InstantVector {
  const middle = call("vector", binary(time(), "-", Math.round(tileSeconds / 2) + scrapeIntervalSeconds));
  return binary(tiles, "and", countValues(SINCE, firstDay(period, middle)), { matching: { kind: "on", labels: [SINCE] } });
}

/** The first day of the period of a time, in UTC, as the number 20260401. */
function firstDay(period: CalendarPeriod, at: InstantVector): InstantVector {
  switch (period) {
    case "month":
      return dateOf(at, call("month", at), 1);
    case "quarter":
      return dateOf(at, binary(call("month", at), "-", monthsIntoQuarter(at)), 1);
    case "week": {
      const monday = binary(at, "-", binary(daysIntoWeek(at), "*", DAY));
      return dateOf(monday, call("month", monday), call("day_of_month", monday));
    }
  }
}

function dateOf(at: InstantVector, month: InstantVector, day: InstantVector | number): InstantVector {
  return binary(binary(binary(call("year", at), "*", 10_000), "+", binary(month, "*", 100)), "+", day);
}

/** Seconds until the present period ends. */
export function secondsLeft(period: CalendarPeriod): InstantVector {
  const now = call("vector", time());
  const sinceMidnight = binary(now, "%", DAY);
  const untilEndOf = (days: InstantVector) => binary(binary(days, "*", DAY), "-", sinceMidnight);
  const restOfMonth = untilEndOf(binary(binary(call("days_in_month", now), "-", call("day_of_month", now)), "+", 1));
  switch (period) {
    case "week":
      return untilEndOf(binary(7, "-", daysIntoWeek(now)));
    case "month":
      return restOfMonth;
    case "quarter": {
      // A day and 32 days after the end of this month lie in the next and in the one after it, whatever their lengths.
      const daysIn = (seconds: number) => call("days_in_month", binary(binary(now, "+", restOfMonth), "+", seconds));
      const position = monthsIntoQuarter(now);
      const next = binary(binary(position, "<", 2, { bool: true }), "*", daysIn(DAY));
      const last = binary(binary(position, "<", 1, { bool: true }), "*", daysIn(32 * DAY));
      return binary(restOfMonth, "+", binary(binary(next, "+", last), "*", DAY));
    }
  }
}

/** 0 on Monday. */
function daysIntoWeek(at: InstantVector): InstantVector {
  return binary(binary(call("day_of_week", at), "+", 6), "%", 7);
}

/** 0 in January, April, July and October. */
function monthsIntoQuarter(at: InstantVector): InstantVector {
  return binary(binary(call("month", at), "-", 1), "%", 3);
}
