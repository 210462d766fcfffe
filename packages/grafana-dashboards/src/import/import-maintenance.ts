import type { Severity } from "@platform/promql";
import type { Node } from "yaml";
import { type MaintenanceWindow, WEEKDAYS, type Weekday } from "../definition/notification-definition.ts";
import { child, items, textOf } from "../handwritten/source-file.ts";

/** Alertmanager counts from Sunday, and a range of its days never goes past Saturday. */
const DAYS: readonly Weekday[] = ["sunday", ...WEEKDAYS.filter((day) => day !== "sunday")];

/** A time interval of Alertmanager as a window of maintenance, or why it is none. */
export function importMaintenance(interval: Node, mutes: readonly Severity[]): MaintenanceWindow | string {
  const [part, ...others] = items(child(interval, "time_intervals"));
  const times = items(child(part, "times"));
  if (part === undefined || others.length > 0 || times.length > 1) {
    return "A window has one time of the day; each further one is a window of its own.";
  }
  if (["months", "years"].some((field) => items(child(part, field)).length > 0)) {
    return "A window comes back each month; a time that comes once is a silence.";
  }
  const [days, ...furtherDays] = items(child(part, "days_of_month")).flatMap((one) => textOf(one) ?? []);
  const ranges = items(child(part, "weekdays")).map((one) => textOf(one) ?? "");
  const weekdays = ranges.flatMap(daysOf);
  const none = ranges.find((range) => daysOf(range).length === 0);
  if (none !== undefined) {
    return `${JSON.stringify(none)} is no day of the week, and no range of them.`;
  }
  if (furtherDays.length > 0) {
    return "A window has one range of days of the month.";
  }
  const [first = "", last = first] = (days ?? "").split(":").map((day) => day.trim());
  const location = textOf(child(part, "location"));
  return {
    ...(weekdays.length > 0 && { weekdays }),
    ...(days !== undefined && { daysOfMonth: [Number(first), Number(last)] as const }),
    from: textOf(child(times[0], "start_time")) ?? "00:00",
    to: textOf(child(times[0], "end_time")) ?? "24:00",
    ...(location !== undefined && location !== "UTC" && { timeZone: location }),
    ...(mutes.length > 0 && { mutes }),
  };
}

/** `monday:friday` as each of them. */
function daysOf(text: string): readonly Weekday[] {
  const [first = -1, last = first] = text.split(":").map((day) => (DAYS as readonly string[]).indexOf(day.trim().toLowerCase()));
  return first < 0 ? [] : DAYS.slice(first, last + 1);
}
