import { binary, call, type InstantVector, printDuration, type RecordingRule, select } from "@platform/promql";
import { errorBudget } from "../burn-rate.ts";
import { badEvents, lastSeconds, totalEvents } from "./count-events.ts";
import { identity, type SloContext } from "./slo-context.ts";
import { sloRecords } from "./slo-records.ts";
import { badRatio, eventsOver } from "./tiles.ts";

const HOUR = 3600;

/** Up to an hour a window is read from the counters themselves, since the lag of a tile would delay a page; beyond, from tiles. */
const RAW_UP_TO_SECONDS = HOUR;

type RecordedWindow = (typeof sloRecords.burnRate.labels.window)[number];

/** The windows that every reader expects, and that the first page waits for. */
export const FAST_WINDOWS: readonly number[] = [300, HOUR];

/** Windows whose burn rate is recorded, shortest first: the fast ones, and those of the tiers. */
export function recordedWindows({ slo }: SloContext): readonly number[] {
  const ofTiers = slo.tiers.flatMap((tier) => [tier.shortSeconds, tier.longSeconds]);
  return [...new Set([...FAST_WINDOWS, ...ofTiers])].filter(isRecorded).sort((a, b) => a - b);
}

export function isRaw(windowSeconds: number): boolean {
  return windowSeconds <= RAW_UP_TO_SECONDS;
}

/** The burn rate of a window: the record, or the expression itself where none is kept. */
export function burnOver(context: SloContext, windowSeconds: number): InstantVector {
  return isRecorded(windowSeconds)
    ? select(sloRecords.burnRate, { ...identity(context), window: printDuration(windowSeconds) as RecordedWindow })
    : burnFromTiles(context, windowSeconds);
}

export function burnRule(context: SloContext, windowSeconds: number): RecordingRule {
  return {
    kind: "recording",
    record: sloRecords.burnRate,
    expression: isRaw(windowSeconds) ? rawBurn(context, windowSeconds) : burnFromTiles(context, windowSeconds),
    labels: { ...identity(context), window: printDuration(windowSeconds) },
  };
}

/** Bad events of a window of two hours or more, or of the last hour. */
export function badOver(context: SloContext, windowSeconds: number): InstantVector {
  return windowSeconds === HOUR ? select(sloRecords.badLastHour, identity(context)) : eventsOver(context, "bad", windowSeconds);
}

export function badLastHourRule(context: SloContext): RecordingRule {
  const expression = badEvents(context.source, lastSeconds(HOUR));
  return { kind: "recording", record: sloRecords.badLastHour, expression, labels: identity(context) };
}

function burnFromTiles(context: SloContext, windowSeconds: number): InstantVector {
  const ratio = badRatio(badOver(context, windowSeconds), eventsOver(context, "total", windowSeconds));
  return binary(ratio, "/", errorBudget(context.slo));
}

function rawBurn(context: SloContext, windowSeconds: number): InstantVector {
  const { source } = context;
  const stretch = lastSeconds(windowSeconds);
  const bad = windowSeconds === HOUR ? select(sloRecords.badLastHour, identity(context)) : badEvents(source, stretch);
  const total = call("clamp_min", totalEvents(source, stretch), 1);
  const matching = windowSeconds === HOUR ? { matching: { kind: "ignoring", labels: ["job", "slo"] } as const } : {};
  return binary(binary(bad, "/", total, matching), "/", errorBudget(context.slo));
}

function isRecorded(windowSeconds: number): boolean {
  return (sloRecords.burnRate.labels.window as readonly string[]).includes(printDuration(windowSeconds));
}
