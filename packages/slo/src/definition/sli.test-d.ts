import { DURATION_BUCKETS, defineCounter, defineGauge, defineHistogram } from "@platform/metrics/define";
import { composite, eventRatio, httpAvailability, httpLatency, probeSuccess, threshold, timeSlice } from "../define.ts";
import { defineSlo } from "./slo-definition.ts";

const orders = defineCounter({ name: "orders_total", help: "Orders.", labels: { outcome: ["ok", "failed"] } });
const search = defineHistogram({ name: "search_seconds", help: "Search.", buckets: [0.5, 1] });
const wait = defineHistogram({ name: "wait_seconds", help: "Wait.", buckets: DURATION_BUCKETS });
const depth = defineGauge({ name: "queue_depth", help: "Depth." });
const lanes = defineGauge({ name: "lane_open", help: "1 while open.", labels: { lane: ["left", "right"] } });
const paths = defineHistogram({ name: "path_seconds", help: "Path.", buckets: [1], labels: { lane: ["left", "right"] } });

threshold({ metric: search, bound: 0.5 });
threshold({ metric: wait, bound: 2 });
eventRatio({ good: { metric: orders, labels: { outcome: ["ok"] } }, total: { metric: orders, labels: {} } });

// @ts-expect-error 0.7 is no bucket of the histogram
threshold({ metric: search, bound: 0.7 });
// @ts-expect-error 3 is no bucket of the standard ones
threshold({ metric: wait, bound: 3 });
// @ts-expect-error a counter has no buckets
threshold({ metric: orders, bound: 1 });
// @ts-expect-error a gauge counts no events
eventRatio({ good: { metric: depth, labels: {} }, total: { metric: orders, labels: {} } });
// @ts-expect-error the counter has no such label
eventRatio({ good: { metric: orders, labels: { colour: ["red"] } }, total: { metric: orders, labels: {} } });
// @ts-expect-error the label has no such value
eventRatio({ good: { metric: orders, labels: { outcome: ["maybe"] } }, total: { metric: orders, labels: {} } });
// @ts-expect-error a threshold is a number of seconds
httpLatency({ thresholdSeconds: "2s" });
// @ts-expect-error there is no such tier
defineSlo({ name: "a", help: "A.", objective: 0.99, sli: httpLatency({ thresholdSeconds: 1 }), tiers: ["fastest"] });
// @ts-expect-error an SLO is about something
defineSlo({ name: "a", help: "A.", objective: 0.99 });

httpLatency({ thresholdSeconds: 0.3 });
httpLatency({ thresholdSeconds: 0.5, counted: "from-metric" });
probeSuccess({ metric: depth });
timeSlice({ of: httpAvailability(), minimumGood: 0.99 });

// @ts-expect-error counted from the histogram, a threshold is one of its buckets
httpLatency({ thresholdSeconds: 0.3, counted: "from-metric" });
// @ts-expect-error there are two ways to count
httpAvailability({ counted: "from-logs" });
// @ts-expect-error a counter is no gauge of 0 and 1
probeSuccess({ metric: orders });
// @ts-expect-error the label of the gauge has no such value
probeSuccess({ metric: lanes, labels: { lane: ["red"] } });
// @ts-expect-error the label of the histogram has no such value
threshold({ metric: paths, labels: { lane: ["red"] }, bound: 1 });
// @ts-expect-error slices judge events, not slices
timeSlice({ of: timeSlice({ of: httpAvailability(), minimumGood: 0.9 }), minimumGood: 0.9 });
// @ts-expect-error a composite is made of definitions, not of names
composite({ parts: [{ slo: "availability" }, { slo: "latency" }] });
// @ts-expect-error a period rolls or follows the calendar
defineSlo({ name: "a", help: "A.", objective: 0.99, sli: httpAvailability(), windowDays: 7, calendar: "week" });
// @ts-expect-error there is no calendar year
defineSlo({ name: "a", help: "A.", objective: 0.99, sli: httpAvailability(), calendar: "year" });
