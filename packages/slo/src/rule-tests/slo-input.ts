import {
  alerts,
  type InputSeries,
  isSelected,
  labelsBetween,
  labelsOfSelected,
  labelsRefused,
  type RecordDefinition,
  type SampleRun,
  type Selector,
  type SeriesLabels,
  select,
  seriesName,
  up,
} from "@platform/promql";
import { identity, type SloContext } from "../rules/slo-context.ts";
import { sloRecords } from "../rules/slo-records.ts";
import { type Counted, counterRuns, type Stretch, totalSeconds, upRuns } from "./stretch.ts";

export interface SloInputOptions {
  readonly sampleSeconds: number;
  /** What happens to the service that is tested. */
  readonly stretches: readonly Stretch[];
  /** Prometheus sees that the target is down while it is gone; default false: it answers, but without the series. */
  readonly isDown?: boolean;
  /** Alert whose states are imitated under other names. */
  readonly alertName?: string;
}

/** Far more than any service of a test has, so that a rule which reads it by mistake cannot go unnoticed. */
const DECOY_PER_SECOND = 1e9;

/**
 * The series that an SLO reads, while its service goes through stretches of traffic. Beside them stand decoys: series
 * that differ in one label from one that the rules read, of a job in total outage, so that a matcher less changes what
 * an alert does.
 */
export function sloInput(context: SloContext, { sampleSeconds, stretches, alertName, isDown = false }: SloInputOptions): readonly InputSeries[] {
  const job = context.service.name;
  const own = countedSeries(context).map(({ selector, labels, counted }) =>
    input(selector, { ...labels, instance: `${job}:1` }, counterRuns(stretches, counted, sampleSeconds)),
  );
  const samples = Math.round(totalSeconds(stretches) / sampleSeconds);
  const rising: readonly SampleRun[] = [{ kind: "line", from: 0, step: DECOY_PER_SECOND * sampleSeconds, count: samples + 1 }];
  return [
    ...own,
    ...counterDecoys(context).map(({ selector, labels }) => input(selector, { ...labels, instance: "decoy:1" }, rising)),
    ...recordDecoys(context, samples + 1),
    ...(alertName === undefined ? [] : alertDecoys(alertName, samples + 1)),
    input(select(up), { job, instance: `${job}:1` }, isDown ? upRuns(stretches, sampleSeconds) : [constant(1, samples + 1)]),
    input(select(up), { job, instance: `${job}:2` }, [constant(0, samples + 1)]),
    input(select(up), { job: "decoy", instance: "decoy:1" }, [constant(1, samples + 1)]),
  ];
}

interface CountedSeries {
  readonly selector: Selector;
  readonly labels: SeriesLabels;
  readonly counted: Counted;
}

/** One series for each kind of event that the counters of an SLI tell apart. */
function countedSeries({ counters }: SloContext): readonly CountedSeries[] {
  const part = counters.kind === "bad-counted" ? counters.bad : counters.good;
  const [inside, outside] = counters.kind === "bad-counted" ? (["bad", "good"] as const) : (["good", "bad"] as const);
  const rest = seriesName(part) === seriesName(counters.total) ? labelsBetween(counters.total, part) : undefined;
  return [
    { selector: part, labels: labelsOfSelected(part), counted: inside },
    rest === undefined
      ? { selector: counters.total, labels: labelsOfSelected(counters.total), counted: "all" }
      : { selector: counters.total, labels: rest, counted: outside },
  ];
}

function counterDecoys({ counters }: SloContext): readonly Omit<CountedSeries, "counted">[] {
  const selectors = [counters.total, counters.kind === "bad-counted" ? counters.bad : counters.good];
  const decoys = selectors.flatMap((selector) => labelsRefused(selector).map((labels) => ({ selector, labels })));
  const isDecoy = ({ selector, labels }: (typeof decoys)[number]) =>
    !selectors.some((one) => seriesName(one) === seriesName(selector) && isSelected(one, labels));
  return [...new Map(decoys.filter(isDecoy).map((decoy) => [`${seriesName(decoy.selector)}${JSON.stringify(decoy.labels)}`, decoy])).values()];
}

/** What the rules record, of another job and of another SLO of the same job, both with nothing left of their budget. */
function recordDecoys(context: SloContext, count: number): readonly InputSeries[] {
  const { job, slo } = identity(context);
  const others = [
    { job: "decoy", slo },
    { job, slo: "decoy" },
  ];
  const values: readonly (readonly [RecordDefinition, number, SeriesLabels?])[] = [
    [sloRecords.tileTotal, 1],
    [sloRecords.tileBad, DECOY_PER_SECOND],
    [sloRecords.badLastHour, DECOY_PER_SECOND],
    [sloRecords.budgetRemaining, -DECOY_PER_SECOND],
    ...sloRecords.burnRate.labels.window.map((window) => [sloRecords.burnRate, DECOY_PER_SECOND, { window }] as const),
  ];
  return others.flatMap((other) => values.map(([record, value, labels]) => input(select(record), { ...other, ...labels }, [constant(value, count)])));
}

function alertDecoys(alertname: string, count: number): readonly InputSeries[] {
  const states = [
    { alertname, alertstate: "pending", job: "decoy" },
    { alertname: "Decoy", alertstate: "firing", job: "decoy" },
  ];
  return states.map((labels) => input(select(alerts), labels, [constant(1, count)]));
}

function constant(value: number, count: number): SampleRun {
  return { kind: "line", from: value, step: 0, count };
}

function input({ series, part }: Selector, labels: SeriesLabels, samples: readonly SampleRun[]): InputSeries {
  return { series, part, labels, samples };
}
