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
import { jobOf, type PlainSource, plainSources, slicedSource } from "../rules/event-source.ts";
import { identity, type SloContext } from "../rules/slo-context.ts";
import { sloRecords } from "../rules/slo-records.ts";
import { partRecord, tileRecord } from "../rules/tiles.ts";
import { tileLabels } from "./calendar-time.ts";
import { type Counted, histogramRuns, type Stretch, seriesRuns, totalSeconds, upRuns } from "./stretch.ts";

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
  const own = ownSeries(context).map(({ selector, labels, counted }) =>
    input(selector, { ...labels, instance: `${job}:1` }, seriesRuns(stretches, counted, sampleSeconds)),
  );
  const jobs = [...new Set([job, ...writtenSources(context).map(({ total }) => jobOf(total))])];
  const samples = Math.round(totalSeconds(stretches) / sampleSeconds);
  return [
    ...own,
    ...decoys(context, samples + 1, sampleSeconds),
    ...(alertName === undefined ? [] : alertDecoys(alertName, samples + 1)),
    ...jobs.flatMap((one) => [
      input(select(up), { job: one, instance: `${one}:1` }, isDown ? upRuns(stretches, sampleSeconds) : [constant(1, samples + 1)]),
      input(select(up), { job: one, instance: `${one}:2` }, [constant(0, samples + 1)]),
    ]),
    input(select(up), { job: "decoy", instance: "decoy:1" }, [constant(1, samples + 1)]),
  ];
}

/** Series that no rule of an SLO may read: of counters and of records. */
export function decoys(context: SloContext, samples: number, sampleSeconds: number): readonly InputSeries[] {
  const rising: readonly SampleRun[] = [{ kind: "line", from: 0, step: DECOY_PER_SECOND * sampleSeconds, count: samples }];
  return [
    ...counterDecoys(context).map(({ selector, labels }) =>
      input(selector, { ...labels, instance: "decoy:1" }, selector.part === "native" ? histogramRuns(1, rising, rising) : rising),
    ),
    ...recordDecoys(context, samples, sampleSeconds),
  ];
}

/** A series of an SLO, and which of its events it counts. */
export interface CountedSeries {
  readonly selector: Selector;
  readonly labels: SeriesLabels;
  readonly counted: Counted;
}

/** The sources whose series a program writes: those of a time slice in place of the record that is made from them. */
export function writtenSources({ service, slo, source }: SloContext): readonly PlainSource[] {
  const sliced = slicedSource(service, slo);
  return sliced === undefined ? plainSources(source) : [sliced];
}

/** Whether an SLO reads a native histogram, of which a tile is an estimate: an increase, stretched to the ends of the tile. */
export function readsNative(context: SloContext): boolean {
  return writtenSources(context).some(({ kind }) => kind === "native");
}

/** Whether a bad event more or less can be told: not in an estimate, and not among the samples of a probe, which are events of their own. */
export function countsToTheEvent(context: SloContext): boolean {
  return writtenSources(context).every(({ kind }) => kind !== "native" && kind !== "sampled");
}

/** The series that programs write and an SLO reads, one for each kind of event that it tells apart. */
export function ownSeries(context: SloContext): readonly CountedSeries[] {
  const all = writtenSources(context).flatMap(seriesOf);
  return [...new Map(all.map((one) => [`${seriesName(one.selector)}${JSON.stringify(one.labels)}`, one])).values()];
}

/** One series for each kind of event that a source tells apart. */
function seriesOf(source: PlainSource): readonly CountedSeries[] {
  const { total } = source;
  const part = partOf(source);
  if (part === undefined) {
    const counted = source.kind === "native" ? { bound: source.bound } : source.kind === "sampled" && source.one === "bad" ? "bad-share" : "share";
    return [{ selector: total, labels: labelsOfSelected(total), counted }];
  }
  const [inside, outside] = source.kind === "bad-counted" ? (["bad", "good"] as const) : (["good", "bad"] as const);
  const rest = seriesName(part) === seriesName(total) ? labelsBetween(total, part) : undefined;
  return [
    { selector: part, labels: labelsOfSelected(part), counted: inside },
    rest === undefined ? { selector: total, labels: labelsOfSelected(total), counted: "all" } : { selector: total, labels: rest, counted: outside },
  ];
}

/** The counter of the good or of the bad events alone, where there is one. */
function partOf(source: PlainSource): Selector | undefined {
  return source.kind === "bad-counted" ? source.bad : source.kind === "good-counted" ? source.good : undefined;
}

/** Series that differ in one label from one that the rules read. */
export function counterDecoys(context: SloContext): readonly Omit<CountedSeries, "counted">[] {
  const selectors = writtenSources(context).flatMap((source) => [
    source.total,
    ...(source.kind === "sampled" ? [] : [partOf(source) ?? source.total]),
  ]);
  const decoys = selectors.flatMap((selector) => labelsRefused(selector).map((labels) => ({ selector, labels })));
  const isDecoy = ({ selector, labels }: (typeof decoys)[number]) =>
    !selectors.some((one) => seriesName(one) === seriesName(selector) && isSelected(one, labels));
  return [...new Map(decoys.filter(isDecoy).map((decoy) => [`${seriesName(decoy.selector)}${JSON.stringify(decoy.labels)}`, decoy])).values()];
}

/** What the rules record, of another job and of another SLO of the same job, both with nothing left of their budget. */
function recordDecoys(context: SloContext, count: number, sampleSeconds: number): readonly InputSeries[] {
  const { job, slo } = identity(context);
  const others = [
    { job: "decoy", slo },
    { job, slo: "decoy" },
  ];
  const days = Math.ceil((count * sampleSeconds) / 86_400);
  const periods = [
    ...new Map(Array.from({ length: days + 1 }, (_, day) => tileLabels(context, day * 86_400)).map((labels) => [labels.since, labels])).values(),
  ];
  const values: readonly (readonly [RecordDefinition, number, SeriesLabels?])[] = [
    ...periods.flatMap((labels) =>
      [tileRecord, partRecord].flatMap((record) => [
        [record(context, "total"), 1, labels] as const,
        [record(context, "bad"), DECOY_PER_SECOND, labels] as const,
      ]),
    ),
    ...(context.slo.sli.kind === "time-slice" ? [[sloRecords.badSlice, DECOY_PER_SECOND] as const] : []),
    [sloRecords.badLastHour, DECOY_PER_SECOND],
    [sloRecords.goodRatio, 0],
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
