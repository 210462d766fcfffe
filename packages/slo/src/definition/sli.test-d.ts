import { DURATION_BUCKETS, defineCounter, defineGauge, defineHistogram } from "@platform/metrics/define";
import { eventRatio, httpLatency, threshold } from "./sli.ts";
import { defineSlo } from "./slo-definition.ts";

const orders = defineCounter({ name: "orders_total", help: "Orders.", labels: { outcome: ["ok", "failed"] } });
const search = defineHistogram({ name: "search_seconds", help: "Search.", buckets: [0.5, 1] });
const wait = defineHistogram({ name: "wait_seconds", help: "Wait.", buckets: DURATION_BUCKETS });
const depth = defineGauge({ name: "queue_depth", help: "Depth." });

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
