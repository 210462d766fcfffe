import { httpServerRequestDuration } from "@platform/metrics/define";
import { type MatcherValue, type Selector, select, selectBucket, selectCount, selectNative } from "@platform/promql";
import type { EventRatio } from "../definition/event-ratio.ts";
import type { HttpAvailability, HttpLatency } from "../definition/http-sli.ts";
import type { ServiceDefinition } from "../definition/service-definition.ts";
import type { EventSli, LabelSelection } from "../definition/sli.ts";
import type { SloDefinition } from "../definition/slo-definition.ts";
import { sloEvents } from "../definition/slo-events.ts";
import { sloRecords } from "./slo-records.ts";

/** The series that tell how many events there were and how many were bad. */
export type EventSource = PlainSource | { readonly kind: "weighted"; readonly parts: readonly WeightedSource[] };

export interface WeightedSource {
  readonly weight: number;
  readonly source: PlainSource;
}

export type PlainSource =
  /** Counters; bad events have series of their own, or are total less good. */
  | { readonly kind: "bad-counted"; readonly total: Selector; readonly bad: Selector }
  | { readonly kind: "good-counted"; readonly total: Selector; readonly good: Selector }
  /** A gauge of which each sample is an event: 1 is a good one, or a bad one. */
  | { readonly kind: "sampled"; readonly total: Selector; readonly one: "good" | "bad" }
  /** A native histogram: good events are observations at or under the bound. */
  | { readonly kind: "native"; readonly total: Selector; readonly bound: number };

export function eventSource(service: ServiceDefinition, slo: SloDefinition): EventSource {
  if (slo.sli.kind !== "composite") {
    return plainSource(service, slo);
  }
  return { kind: "weighted", parts: slo.sli.parts.map((part) => ({ weight: part.weight, source: plainSource(part.service ?? service, part.slo) })) };
}

/** The plain sources of which one is made. */
export function plainSources(source: EventSource): readonly PlainSource[] {
  return weightedSources(source).map((part) => part.source);
}

/** The same, each with what its events count for. */
export function weightedSources(source: EventSource): readonly WeightedSource[] {
  return source.kind === "weighted" ? source.parts : [{ weight: 1, source }];
}

/** What a time slice judges; undefined of any other SLI. */
export function slicedSource(service: ServiceDefinition, slo: SloDefinition): PlainSource | undefined {
  return slo.sli.kind === "time-slice" ? judgedSource(service, slo, slo.sli.of) : undefined;
}

function plainSource(service: ServiceDefinition, slo: SloDefinition): PlainSource {
  const { sli } = slo;
  if (sli.kind === "time-slice") {
    return { kind: "sampled", total: select(sloRecords.badSlice, { job: service.name, slo: slo.name }), one: "bad" };
  }
  return judgedSource(service, slo, sli as EventSli);
}

function judgedSource(service: ServiceDefinition, slo: SloDefinition, sli: EventSli): PlainSource {
  const job = service.name;
  switch (sli.kind) {
    case "http-availability":
    case "http-latency":
      return httpSource(service, slo, sli);
    case "threshold": {
      const labels = { job, ...(sli.labels as LabelMatchers) };
      return { kind: "good-counted", total: selectCount(sli.metric, labels), good: selectBucket(sli.metric, sli.bound, labels) };
    }
    case "native-threshold":
      return { kind: "native", total: selectNative(sli.metric, { job, ...(sli.labels as LabelMatchers) }), bound: sli.bound };
    case "probe-success":
      return { kind: "sampled", total: select(sli.metric, { job: sli.job ?? job, ...(sli.labels as LabelMatchers) }), one: "good" };
    case "event-ratio": {
      const total = select(sli.total.metric, { job, ...sli.total.labels });
      const bad = badLabels(sli);
      return bad === undefined
        ? { kind: "good-counted", total, good: select(sli.good.metric, { job, ...sli.good.labels }) }
        : { kind: "bad-counted", total, bad: select(sli.total.metric, { job, ...bad }) };
    }
  }
}

/** A status of the client that left, as nginx logs it, is no event. */
const CLIENT_LEFT = 499;
const SERVER_ERROR = { matches: "5.." };
const IN_TIME_OR_NOT = { matches: "[1-3]..|4[0-8].|49[0-8]" };

function httpSource(service: ServiceDefinition, { name: slo }: SloDefinition, sli: HttpAvailability | HttpLatency): PlainSource {
  const job = service.name;
  const events = sloEvents(service.slos);
  if (sli.counted === "at-source" && events !== undefined) {
    return { kind: "bad-counted", total: select(events, { job, slo }), bad: select(events, { job, slo, outcome: "bad" }) };
  }
  if (sli.kind === "http-availability") {
    const total = selectCount(httpServerRequestDuration, { job, http_response_status_code: { not: CLIENT_LEFT } });
    return { kind: "bad-counted", total, bad: selectCount(httpServerRequestDuration, { job, http_response_status_code: SERVER_ERROR }) };
  }
  const answered = { job, http_response_status_code: IN_TIME_OR_NOT };
  const bound = sli.thresholdSeconds as (typeof httpServerRequestDuration.buckets)[number];
  const good = selectBucket(httpServerRequestDuration, bound, answered);
  return { kind: "good-counted", total: selectCount(httpServerRequestDuration, answered), good };
}

type LabelMatchers = Readonly<Record<string, MatcherValue<string | number>>>;

/** Labels of the bad events, where good and total are one counter and differ in one label: the bad events have series of their own. */
function badLabels({ good, total }: EventRatio): LabelMatchers | undefined {
  const names = [...new Set([...Object.keys(good.labels), ...Object.keys(total.labels)])];
  const [label, ...further] = names.filter((name) => JSON.stringify(good.labels[name]) !== JSON.stringify(total.labels[name]));
  const goodValues: LabelSelection[string] = label === undefined ? undefined : good.labels[label];
  if (good.metric !== total.metric || label === undefined || goodValues === undefined || further.length > 0) {
    return undefined;
  }
  const all = total.labels[label];
  return {
    ...(total.labels as LabelMatchers),
    [label]: all === undefined ? { not: goodValues } : all.filter((value) => !goodValues.includes(value)),
  };
}

/** The value of the label job that a selector asks for. */
export function jobOf({ matchers }: Selector): string {
  return matchers.find(({ label }) => label === "job")?.value ?? "";
}
