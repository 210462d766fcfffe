import { processStartTime } from "@platform/metrics/define";
import { type InputSeries, type SampleRun, type Selector, select, type ValueExpectation } from "@platform/promql";
import { jobOf } from "../rules/event-source.ts";
import { identity, type SloContext } from "../rules/slo-context.ts";
import { isIdle, type TestedSlo } from "./busy-part.ts";
import { type CountedSeries, ownSeries, writtenSources } from "./slo-input.ts";
import { histogramRuns, isShown, shownBy } from "./stretch.ts";

/** Good and bad events between two samples of an instance. */
export interface EventsEach {
  readonly good: number;
  readonly bad: number;
}

/** An instance of every job that an SLO reads. */
export interface CountedInstance {
  readonly name: string;
  /** The samples of a counter that so many events a sample make. */
  readonly runs: (each: number) => readonly SampleRun[];
  /** When its process started; default: unknown. */
  readonly started?: readonly SampleRun[];
}

/** The counters of instances. A counter of nothing but events that never happen is not there; what is idle is there throughout. */
export function countedInput(slo: TestedSlo, instances: readonly CountedInstance[], { good, bad }: EventsEach): readonly InputSeries[] {
  const each = { all: good + bad, good, bad };
  const jobs = [...new Set(writtenSources(slo).map(({ total }) => jobOf(total)))];
  const own = ownSeries(slo).filter(({ counted }) => typeof counted === "object" || isShown(counted) || each[counted] > 0);
  const samplesOf = ({ counted }: CountedSeries, { runs }: CountedInstance) =>
    typeof counted === "object" ? histogramRuns(counted.bound, runs(good), runs(bad)) : runs(isShown(counted) ? 0 : each[counted]);
  const input = ({ selector: { series, part }, labels }: CountedSeries, instance: string, samples: readonly SampleRun[]): InputSeries => {
    return { series, part, labels: { ...labels, instance }, samples };
  };
  const samples = Math.max(...instances.map(({ runs }) => runs(0).reduce((sum, run) => sum + (run.kind === "stale" ? 1 : run.count), 0)));
  const still = (value: number): readonly SampleRun[] => [{ kind: "line", from: value, step: 0, count: samples }];
  const stillOf = ({ counted }: CountedSeries) =>
    typeof counted === "object" ? histogramRuns(1, still(0), still(0)) : still(isShown(counted) ? shownBy(counted, 0) : 0);
  return [
    ...own.filter((one) => isIdle(slo, one)).map((one) => input(one, "idle", stillOf(one))),
    ...instances.flatMap((instance) => [
      ...own.filter((one) => !isIdle(slo, one)).map((one) => input(one, instance.name, samplesOf(one, instance))),
      ...(instance.started === undefined ? [] : [instance.started]).flatMap((samples) => jobs.map((job) => startSeries(job, instance.name, samples))),
    ]),
  ];
}

function startSeries(job: string, instance: string, samples: readonly SampleRun[]): InputSeries {
  return { series: processStartTime, part: "value", labels: { job, instance }, samples };
}

export interface Recorded {
  readonly atSeconds: number;
  /** Undefined: there is none. */
  readonly value: number | undefined;
  /** Largest difference; default: none but that of binary fractions. */
  readonly within?: number;
  /** Labels beside those of every record. */
  readonly labels?: Readonly<Record<string, string>>;
}

/** What a record of an SLO must be. */
export function recorded(context: SloContext, record: Selector, { value, within = 0, labels = {}, atSeconds }: Recorded): ValueExpectation {
  return { expression: record, atSeconds, labels: { ...identity(context), ...labels }, value, within: Math.max(within, 1e-6) };
}

/** A record of an SLO. */
export function recordOf(context: SloContext, series: Parameters<typeof select>[0]): Selector {
  return select(series, identity(context));
}
