import { open } from "@platform/metrics/define";
import type { RecordDefinition } from "@platform/promql";
import type { Sli } from "../definition/sli.ts";

const JOB = open({ max: 1000 });
const SLO = open({ max: 100 });
const IDENTITY = { job: JOB, slo: SLO };

const SLI_KINDS = [
  "http-availability",
  "http-latency",
  "event-ratio",
  "threshold",
  "native-threshold",
  "probe-success",
  "time-slice",
  "composite",
] as const satisfies readonly Sli["kind"][];

/**
 * Everything that is recorded for an SLO. `job` is the name of the service, `slo` that of the SLO; the two join any of
 * these series to any other.
 */
export const sloRecords = {
  /** The objective itself, with what describes the SLO as labels: the info series to join. */
  objective: {
    kind: "record",
    name: "slo:objective:ratio",
    help: "Share of good events promised.",
    unit: "ratio",
    labels: { ...IDENTITY, sli: SLI_KINDS, period: open({ max: 90 }) },
  },
  /** Events in one tile, exact to the event: the difference of the counters at its two ends. */
  tileTotal: {
    kind: "record",
    name: "slo:events:tile",
    help: "Events that counted in the last tile of time.",
    unit: "count",
    labels: IDENTITY,
  },
  tileBad: {
    kind: "record",
    name: "slo:bad_events:tile",
    help: "Bad events in the last tile of time.",
    unit: "count",
    labels: IDENTITY,
  },
  /** Of an SLO with a calendar period, in place of the two above: with the first day of the period that the tile belongs to. */
  calendarTotal: {
    kind: "record",
    name: "slo:events:calendar_tile",
    help: "Events that counted in the last tile of time, by the first day (YYYYMMDD, UTC) of their calendar period.",
    unit: "count",
    labels: { ...IDENTITY, since: open({ max: 100 }) },
  },
  calendarBad: {
    kind: "record",
    name: "slo:bad_events:calendar_tile",
    help: "Bad events in the last tile of time, by the first day (YYYYMMDD, UTC) of their calendar period.",
    unit: "count",
    labels: { ...IDENTITY, since: open({ max: 100 }) },
  },
  /** A period is read from one series of its sums: to add up all of its tiles anew in every rule would cost as much as everything else. */
  partTotal: {
    kind: "record",
    name: "slo:events:part",
    help: "Events of the last part of the period: of all of it up to 31 days, of a half or a third of a longer one.",
    unit: "count",
    labels: IDENTITY,
  },
  partBad: {
    kind: "record",
    name: "slo:bad_events:part",
    help: "Bad events of the last part of the period: of all of it up to 31 days, of a half or a third of a longer one.",
    unit: "count",
    labels: IDENTITY,
  },
  calendarPartTotal: {
    kind: "record",
    name: "slo:events:calendar_part",
    help: "Events of the last part of the period, by the first day (YYYYMMDD, UTC) of the calendar period in which they happened.",
    unit: "count",
    labels: { ...IDENTITY, since: open({ max: 100 }) },
  },
  calendarPartBad: {
    kind: "record",
    name: "slo:bad_events:calendar_part",
    help: "Bad events of the last part of the period, by the first day (YYYYMMDD, UTC) of the calendar period in which they happened.",
    unit: "count",
    labels: { ...IDENTITY, since: open({ max: 100 }) },
  },
  /** Of a time-slice SLO. */
  badSlice: {
    kind: "record",
    name: "slo:bad_slice:bool",
    help: "1 for a slice of time in which too many events were bad, 0 for a good one.",
    unit: "count",
    labels: IDENTITY,
  },
  badLastHour: {
    kind: "record",
    name: "slo:bad_events:increase1h",
    help: "Bad events in the last hour.",
    unit: "count",
    labels: IDENTITY,
  },
  /** Recorded for 5m, 1h and each further window of the SLO's tiers but 2h, which only its alert reads. */
  burnRate: {
    kind: "record",
    name: "slo:burn_rate:multiple",
    help: "Speed at which the error budget is spent, as a multiple of the speed that empties it in exactly one period.",
    unit: "count",
    labels: { ...IDENTITY, window: ["5m", "30m", "1h", "6h", "1d", "3d"] },
  },
  goodRatio: {
    kind: "record",
    name: "slo:good_events:ratio",
    help: "Share of good events over the period of the objective.",
    unit: "ratio",
    labels: IDENTITY,
  },
  budgetRemaining: {
    kind: "record",
    name: "slo:error_budget_remaining:ratio",
    help: "Part of the error budget of the period that is left: 1 untouched, 0 empty, negative overspent.",
    unit: "ratio",
    labels: IDENTITY,
  },
  timeToExhaustion: {
    kind: "record",
    name: "slo:error_budget_exhaustion:seconds",
    help: "Time until the error budget is empty at the burn rate of the last hour; one period at most.",
    unit: "seconds",
    labels: IDENTITY,
  },
} as const satisfies Readonly<Record<string, RecordDefinition>>;
