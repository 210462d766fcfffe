import { DefinitionError } from "@platform/metrics/define";

/** Periods that begin anew: on the first of a month or of January, April, July and October, or on Monday; at midnight, UTC. */
export type CalendarPeriod = "week" | "month" | "quarter";

interface PeriodLength {
  /** Days by which burn rates are reckoned. */
  readonly days: number;
  /** Days of the longest one. */
  readonly longestDays: number;
}

export const CALENDAR_LENGTHS: Readonly<Record<CalendarPeriod, PeriodLength>> = {
  week: { days: 7, longestDays: 7 },
  month: { days: 30, longestDays: 31 },
  quarter: { days: 90, longestDays: 92 },
};

/** How long a budget must last: a number of days that rolls, or a part of the calendar. */
export interface Period {
  /** Days by which burn rates are reckoned: 7, 30 and 90 for the parts of a calendar. */
  readonly windowDays: number;
  readonly calendar?: CalendarPeriod;
}

/** Either of the two. */
export type PeriodOptions =
  | {
      /** Default 30, 1 to 90; rolling. */
      readonly windowDays?: number;
      readonly calendar?: never;
    }
  | { readonly calendar: CalendarPeriod; readonly windowDays?: never };

/** @throws DefinitionError `window_out_of_range`, `calendar_unknown`, `window_ambiguous` */
export function choosePeriod(name: string, { windowDays, calendar }: PeriodOptions): Period {
  if (calendar === undefined) {
    const days = windowDays ?? 30;
    if (!Number.isInteger(days) || days < 1 || days > 90) {
      throw new DefinitionError("window_out_of_range", `Window of SLO "${name}" is 1 to 90 whole days, got ${days}.`);
    }
    return { windowDays: days };
  }
  if (windowDays !== undefined) {
    throw new DefinitionError("window_ambiguous", `SLO "${name}" has a window of ${windowDays} days and a calendar ${calendar}; it can have one.`);
  }
  if (!Object.hasOwn(CALENDAR_LENGTHS, calendar)) {
    const known = Object.keys(CALENDAR_LENGTHS).join(", ");
    throw new DefinitionError("calendar_unknown", `SLO "${name}" has a calendar ${JSON.stringify(calendar)}; there are ${known}.`);
  }
  return { windowDays: CALENDAR_LENGTHS[calendar].days, calendar };
}

/** Days that Prometheus must keep for a period: those of the longest one. */
export function longestDays({ windowDays, calendar }: Period): number {
  return calendar === undefined ? windowDays : CALENDAR_LENGTHS[calendar].longestDays;
}

/** `30 days`, `a calendar month`. */
export function periodText({ windowDays, calendar }: Period): string {
  return calendar === undefined ? `${windowDays} days` : `a calendar ${calendar}`;
}
