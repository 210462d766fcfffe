import { DefinitionError } from "@platform/metrics/define";
import { aggregate, binary, call, type InstantVector, number, type Selector, select, selectBucket, selectCount } from "@platform/promql";
import type { CounterSelection } from "../definition/sli.ts";
import { sloEvents } from "../definition/slo-events.ts";
import type { SloContext } from "./slo-context.ts";

/** The counters that an SLI reads: bad events directly where they have labels of their own, otherwise as total less good. */
export type EventCounters =
  | { readonly kind: "bad-counted"; readonly total: Selector; readonly bad: Selector }
  | { readonly kind: "good-counted"; readonly total: Selector; readonly good: Selector };

/** How the events behind a counter are counted: an increase over a range, or the difference between two points in time. */
export type CountEvents = (counter: Selector) => InstantVector;

export function eventCounters({ service, slo }: SloContext): EventCounters {
  const { sli } = slo;
  const job = service.name;
  switch (sli.kind) {
    case "http-availability":
    case "http-latency": {
      const events = sloEvents(service.slos);
      if (events === undefined) {
        throw new DefinitionError("slo_foreign", `SLO "${slo.name}" is not among the SLOs of service "${job}".`);
      }
      return {
        kind: "bad-counted",
        total: select(events, { job, slo: slo.name }),
        bad: select(events, { job, slo: slo.name, outcome: "bad" }),
      };
    }
    case "threshold":
      return { kind: "good-counted", total: selectCount(sli.metric, { job }), good: selectBucket(sli.metric, sli.bound, { job }) };
    case "event-ratio": {
      const total = select(sli.total.metric, { job, ...sli.total.labels });
      const label = onlyDifference(sli.good, sli.total);
      if (label === undefined) {
        return { kind: "good-counted", total, good: select(sli.good.metric, { job, ...sli.good.labels }) };
      }
      const bad = { ...sli.total.labels, [label]: { not: sli.good.labels[label] ?? [] } };
      return { kind: "bad-counted", total, bad: select(sli.total.metric, { job, ...bad }) };
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

/**
 * The label in whose values alone good and total differ, if the counter is the same and total takes any value: then
 * the bad events have series of their own.
 */
function onlyDifference(good: CounterSelection, total: CounterSelection): string | undefined {
  const [label, ...further] = Object.keys(good.labels).filter((name) => JSON.stringify(good.labels[name]) !== JSON.stringify(total.labels[name]));
  const listed = Object.keys(total.labels).every((name) => name in good.labels);
  const sole = good.metric === total.metric && listed && further.length === 0 && label !== undefined && total.labels[label] === undefined;
  return sole ? label : undefined;
}
