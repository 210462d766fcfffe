import type { CalendarPeriod } from "../definition/period.ts";
import type { SloContext } from "../rules/slo-context.ts";

const DAY = 86_400;

/** Months that a period has; a week has none. */
const MONTHS = { month: 1, quarter: 3 } as const;

/** promtool begins on Thursday, 1 January 1970: a first of a month and of a quarter, and four days before the end of a week. */
export const SECONDS_AT_START: Readonly<Record<CalendarPeriod, number>> = { week: 4 * DAY, month: 31 * DAY, quarter: 90 * DAY };

export interface CalendarTime {
  /** First day of the period: `19700401`. */
  readonly since: string;
  /** Seconds until the next one begins. */
  readonly secondsLeft: number;
}

/** Where a time, in seconds since 1970, stands in the calendar: by dates, so that it owes nothing to the arithmetic of the rules. */
export function calendarTime(period: CalendarPeriod, seconds: number): CalendarTime {
  const at = new Date(seconds * 1000);
  const [year, month] = [at.getUTCFullYear(), at.getUTCMonth()];
  const monday = at.getUTCDate() - ((at.getUTCDay() + 6) % 7);
  const first = period === "week" ? Date.UTC(year, month, monday) : Date.UTC(year, month - (month % MONTHS[period]), 1);
  const next = period === "week" ? first + 7 * DAY * 1000 : Date.UTC(year, month - (month % MONTHS[period]) + MONTHS[period], 1);
  return { since: new Date(first).toISOString().slice(0, 10).replaceAll("-", ""), secondsLeft: next / 1000 - seconds };
}

/** What the tile of an evaluation has for labels beside those of its SLO. */
export function tileLabels({ slo, tileSeconds, scrapeIntervalSeconds }: SloContext, atSeconds: number): Readonly<Record<string, string>> {
  const middle = atSeconds - Math.round(tileSeconds / 2) - scrapeIntervalSeconds;
  return slo.calendar === undefined ? {} : { since: calendarTime(slo.calendar, middle).since };
}

/** By how much the events of a whole calendar period are more than those of its tiles so far, where all of these are alike; of a rolling one 1. */
export function eventsToExpect({ slo, tileSeconds }: SloContext, atSeconds: number, tiles: number): number {
  return slo.calendar === undefined ? 1 : 1 + calendarTime(slo.calendar, atSeconds).secondsLeft / (tileSeconds * tiles);
}
