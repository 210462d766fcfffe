import type { CalendarPeriod, PeriodOptions } from "../definition/period.ts";
import { asObject, asText } from "./read-json.ts";

const DURATION = /^(\d{1,6})([mhdwMQY])$/;

const DAYS: Readonly<Record<string, number>> = { m: 1 / 1440, h: 1 / 24, d: 1, w: 7 };

const CALENDARS: Readonly<Record<string, CalendarPeriod>> = { "1w": "week", "1M": "month", "1Q": "quarter" };

/** Midnight of a day that begins a week, a month and a quarter says nothing that our calendars do not do by themselves. */
const UTC = ["UTC", "Etc/UTC", "GMT"];

/** The period of a time window; what it says and ours do not is lost. */
export function readPeriod(timeWindow: unknown, lose: (field: string, reason: string) => void): PeriodOptions {
  const window = asObject(timeWindow);
  const duration = asText(window.duration);
  const [, count = "", unit = ""] = DURATION.exec(duration) ?? [];
  if (window.calendar !== undefined) {
    const { timeZone, startTime } = asObject(window.calendar);
    const calendar = CALENDARS[duration];
    if (calendar === undefined) {
      lose("spec.timeWindow[0].duration", `a calendar of ${JSON.stringify(duration)} is none of 1w, 1M, 1Q; it rolls over 30 days instead`);
      return {};
    }
    if (!UTC.includes(asText(timeZone)) || !asText(startTime).endsWith("00:00:00")) {
      lose("spec.timeWindow[0].calendar", `periods begin at midnight of UTC, not at ${asText(startTime)} of ${asText(timeZone)}`);
    }
    return { calendar };
  }
  const days = Number(count) * (DAYS[unit] ?? Number.NaN);
  if (!(Number.isInteger(days) && days >= 1 && days <= 90)) {
    lose("spec.timeWindow[0].duration", `${JSON.stringify(duration)} is not 1 to 90 whole days; it rolls over 30 days instead`);
    return {};
  }
  return { windowDays: days };
}
