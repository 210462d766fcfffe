import {
  aggregate,
  binary,
  call,
  type InstantVector,
  type MatcherValue,
  number,
  type Selector,
  select,
  selectBucket,
  selectCount,
} from "@platform/promql";
import type { EventRatio } from "../definition/sli.ts";
import type { SloDefinition } from "../definition/slo-definition.ts";
import type { SloEventsDefinition } from "../definition/slo-events.ts";

/** The counters that an SLI reads: bad events directly where they have labels of their own, otherwise as total less good. */
export type EventCounters =
  | { readonly kind: "bad-counted"; readonly total: Selector; readonly bad: Selector }
  | { readonly kind: "good-counted"; readonly total: Selector; readonly good: Selector };

/** How the events behind a counter are counted: an increase over a range, or the difference between two points in time. */
export type CountEvents = (counter: Selector) => InstantVector;

/**
 * @param job - name of the service
 * @param events - the counter of the service's HTTP objectives; there is one where an SLO is such an objective
 */
export function eventCounters(job: string, { name, sli }: SloDefinition, events: SloEventsDefinition | undefined): EventCounters {
  switch (sli.kind) {
    case "http-availability":
    case "http-latency": {
      const counter = events as SloEventsDefinition;
      return { kind: "bad-counted", total: select(counter, { job, slo: name }), bad: select(counter, { job, slo: name, outcome: "bad" }) };
    }
    case "threshold":
      return { kind: "good-counted", total: selectCount(sli.metric, { job }), good: selectBucket(sli.metric, sli.bound, { job }) };
    case "event-ratio": {
      const total = select(sli.total.metric, { job, ...sli.total.labels });
      const bad = badLabels(sli);
      return bad === undefined
        ? { kind: "good-counted", total, good: select(sli.good.metric, { job, ...sli.good.labels }) }
        : { kind: "bad-counted", total, bad: select(sli.total.metric, { job, ...bad }) };
    }
  }
}

/** Sum of all events. Nothing where the counter has no series: missing data is not zero events. */
export function totalEvents({ total }: EventCounters, count: CountEvents): InstantVector {
  return aggregate("sum", count(total));
}

/** Sum of the bad events. 0 where no bad event has ever made a series; the total says whether there is data at all. */
export function badEvents(counters: EventCounters, count: CountEvents): InstantVector {
  if (counters.kind === "bad-counted") {
    return orZero(aggregate("sum", count(counters.bad)));
  }
  const good = orZero(aggregate("sum", count(counters.good)));
  return call("clamp_min", binary(totalEvents(counters, count), "-", good), 0);
}

function orZero(events: InstantVector): InstantVector {
  return binary(events, "or", call("vector", number(0)));
}

type LabelMatchers = Readonly<Record<string, MatcherValue<string | number>>>;

/** Labels of the bad events, where good and total are one counter and differ in one label: the bad events have series of their own. */
function badLabels({ good, total }: EventRatio): LabelMatchers | undefined {
  const names = [...new Set([...Object.keys(good.labels), ...Object.keys(total.labels)])];
  const [label, ...further] = names.filter((name) => JSON.stringify(good.labels[name]) !== JSON.stringify(total.labels[name]));
  const goodValues = label === undefined ? undefined : good.labels[label];
  if (good.metric !== total.metric || label === undefined || goodValues === undefined || further.length > 0) {
    return undefined;
  }
  const all = total.labels[label];
  return {
    ...(total.labels as LabelMatchers),
    [label]: all === undefined ? { not: goodValues } : all.filter((value) => !goodValues.includes(value)),
  };
}
