import type { Severity } from "@platform/promql";
import type { Node } from "yaml";
import { type MaintenanceWindow, WEEKDAYS } from "../definition/notification-definition.ts";
import { child, items, textOf } from "../handwritten/source-file.ts";

const DAYS: readonly string[] = WEEKDAYS;

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
  const weekdays = items(child(part, "weekdays")).flatMap((one) => daysOf(textOf(one) ?? ""));
  if (furtherDays.length > 0) {
    return "A window has one range of days of the month.";
  }
  const [first = "", last = first] = (days ?? "").split(":").map((day) => day.trim());
  const location = textOf(child(part, "location"));
  return {
    ...(weekdays.length > 0 && { weekdays: weekdays as NonNullable<MaintenanceWindow["weekdays"]> }),
    ...(days !== undefined && { daysOfMonth: [Number(first), Number(last)] as const }),
    from: textOf(child(times[0], "start_time")) ?? "00:00",
    to: textOf(child(times[0], "end_time")) ?? "24:00",
    ...(location !== undefined && location !== "UTC" && { timeZone: location }),
    ...(mutes.length > 0 && { mutes }),
  };
}

/** `monday:friday` as each of them. */
function daysOf(text: string): readonly string[] {
  const [first = "", last = first] = text.split(":").map((day) => day.trim().toLowerCase());
  return DAYS.slice(DAYS.indexOf(first), DAYS.indexOf(last) + 1);
}
