import {
  type AlertDefinitions,
  type AlertSubject,
  alertAbove,
  alertBelow,
  alertDataMissing,
  alertDown,
  alertFilling,
  comparedWithBefore,
  increaseOf,
  levelOf,
  quantileOf,
  rateOf,
  ratioOf,
  selectorsOfAlert,
  shareOf,
  sumRateOf,
} from "@platform/alerts";
import {
  DefinitionError,
  httpServerRefusedRequests,
  isOpen,
  metricsCollectFailures,
  metricsSamplesRejected,
  metricsSeriesFolded,
  nodejsEventloopDelayP99,
  nodejsHeapLimit,
  nodejsHeapUsed,
  processMaxFds,
  processOpenFds,
  processStartTime,
  httpServerRequestDuration as requests,
  v8jsGcDuration,
} from "@platform/metrics/define";
import { type Selector, select, seriesName } from "@platform/promql";
import type { ServiceDefinition } from "@platform/slo/define";

/** Requests in five minutes under which a share or a percentile says nothing: a quiet night does not page. */
const FEWEST_REQUESTS = 20;

const services = { category: "services" } as const;
const performance = { category: "performance" } as const;
const pipeline = { category: "pipeline" } as const;
const instance = { per: ["instance"] } as const;

/** Alerts that every service has, whatever it promises: it is down, it fails, it is slow, its process is unwell, its metrics have losses. */
const standardAlerts: AlertDefinitions = {
  down: alertDown("down", {
    ...services,
    severity: "critical",
    forSeconds: 60,
    explains: "job",
    summary: "{title} is down",
    description: "No instance of {{ $labels.job }} answers its scrapes, or Prometheus has no target for it.",
    runbook: "services/service-down",
  }),
  instanceDown: alertDown("instance-down", {
    ...services,
    severity: "warning",
    explains: "instance",
    summary: "{title} has lost instance {{ $labels.instance }}",
    description: "{{ $labels.instance }} of {{ $labels.job }} does not answer its scrapes, while other instances do.",
    runbook: "services/service-down",
  }),
  errorRate: alertAbove(shareOf(requests, { http_response_status_code: { matches: "5.." } }), {
    ...services,
    limits: { warning: 0.05, critical: 0.15 },
    minimum: FEWEST_REQUESTS,
    summary: "{title} fails over {limit} of its requests",
    description: "{value} of the requests to {{ $labels.job }} in the last 5 minutes were answered with a status of 500 or above.",
    runbook: "services/high-error-rate",
  }),
  responseTime: alertAbove(quantileOf(0.95, requests), {
    ...services,
    limits: { warning: 2, critical: 5 },
    minimum: FEWEST_REQUESTS,
    summary: "{title} takes over {limit} for one request in twenty",
    description: "The 95th percentile of the response time of {{ $labels.job }} over the last 5 minutes is {value}.",
    runbook: "services/high-response-time",
  }),
  slowestRequests: alertAbove(quantileOf(0.99, requests), {
    ...performance,
    // The bound of the standard buckets that is next to 3 s.
    limits: { warning: 2.5 },
    minimum: 5 * FEWEST_REQUESTS,
    summary: "{title} takes over {limit} for one request in a hundred",
    description: "The 99th percentile of the response time of {{ $labels.job }} over the last 5 minutes is {value}.",
    runbook: "services/high-response-time",
  }),
  requestSurge: alertAbove(comparedWithBefore(rateOf(requests), { offsetSeconds: 3600 }), {
    ...services,
    limits: { warning: 3 },
    minimum: 300,
    summary: "{title} gets over {limit} of the requests of an hour ago",
    description: "The requests per second to {{ $labels.job }} are {value} of those of one hour ago.",
    runbook: "services/traffic-change",
  }),
  throughputDrop: alertBelow(comparedWithBefore(rateOf(requests), { offsetSeconds: 3600 }), {
    ...performance,
    limits: { warning: 0.7 },
    minimum: 300,
    summary: "{title} gets under 70 % of the requests of an hour ago",
    description: "The requests per second to {{ $labels.job }} are {value} of those of one hour ago.",
    runbook: "services/traffic-change",
  }),
  refusedRequests: alertAbove(shareOf(requests, { http_response_status_code: { matches: "401|403" } }), {
    category: "security",
    limits: { warning: 0.3 },
    minimum: 100,
    summary: "{title} refuses over {limit} of its requests as unauthorised",
    description: "{value} of the requests to {{ $labels.job }} in the last 5 minutes were answered with 401 or 403.",
    runbook: "security/refused-requests",
  }),
  refusedScrapes: alertAbove(increaseOf(httpServerRefusedRequests, {}, { per: ["reason"] }), {
    category: "security",
    limits: { warning: 10 },
    summary: "{title} refuses its operators' pages to somebody ({{ $labels.reason }})",
    description: "{value} requests for /metrics or the like of {{ $labels.job }} were refused in the last 5 minutes ({{ $labels.reason }}).",
    runbook: "security/refused-scrapes",
  }),
  memoryLeak: alertFilling(
    { used: nodejsHeapUsed, size: nodejsHeapLimit },
    {
      ...services,
      severity: "warning",
      windowSeconds: 6 * 3600,
      aheadSeconds: 12 * 3600,
      fromShare: 0.5,
      forSeconds: 1800,
      summary: "{title} runs out of heap within 12 hours on {{ $labels.instance }}",
      description: "The heap of {{ $labels.instance }} has grown evenly for hours and reaches its limit within 12 hours; the process then aborts.",
      runbook: "services/memory-leak",
    },
  ),
  heap: alertAbove(ratioOf(levelOf(nodejsHeapUsed), levelOf(nodejsHeapLimit)), {
    ...services,
    limits: { critical: 0.95 },
    summary: "{title} uses over {limit} of its heap on {{ $labels.instance }}",
    description: "{value} of the heap that V8 may take are in use on {{ $labels.instance }}; at 100 % the process aborts.",
    runbook: "services/memory-leak",
  }),
  eventLoopLag: alertAbove(levelOf(nodejsEventloopDelayP99), {
    ...services,
    limits: { warning: 0.1, critical: 1 },
    summary: "{title} blocks its event loop for over {limit} on {{ $labels.instance }}",
    description: "Timers of {{ $labels.instance }} run {value} late (99th percentile): every request waits that long before its code runs.",
    runbook: "services/event-loop-lag",
  }),
  garbageCollection: alertAbove(sumRateOf(v8jsGcDuration, {}, instance), {
    ...performance,
    limits: { warning: 0.1 },
    summary: "{title} spends over {limit} of its time collecting garbage on {{ $labels.instance }}",
    description: "{value} of the time of {{ $labels.instance }} goes into garbage collection.",
    runbook: "services/memory-leak",
  }),
  fileDescriptors: alertAbove(ratioOf(levelOf(processOpenFds), levelOf(processMaxFds)), {
    ...services,
    limits: { warning: 0.8 },
    summary: "{title} uses over {limit} of its file descriptors on {{ $labels.instance }}",
    description: "{value} of the file descriptors that {{ $labels.instance }} may open are open; without one no connection can be accepted.",
    runbook: "services/file-descriptors",
  }),
  metricsFolded: alertAbove(increaseOf(metricsSeriesFolded, {}, { per: ["metric"], windowSeconds: 3600 }), {
    ...pipeline,
    limits: { info: 0 },
    summary: "{title} folds values of {{ $labels.metric }}",
    description: "{value} samples of {{ $labels.metric }} went to the value _other in an hour: a label has more values than its definition allows.",
    runbook: "pipeline/metrics-lost",
  }),
  metricsRejected: alertAbove(increaseOf(metricsSamplesRejected, {}, { per: ["metric", "reason"] }), {
    ...pipeline,
    limits: { warning: 0 },
    summary: "{title} loses samples of {{ $labels.metric }}",
    description: "{value} samples of {{ $labels.metric }} were not recorded in 5 minutes ({{ $labels.reason }}).",
    runbook: "pipeline/metrics-lost",
  }),
  metricsNotCollected: alertAbove(increaseOf(metricsCollectFailures, {}, { per: ["metric", "reason"] }), {
    ...pipeline,
    limits: { warning: 0 },
    summary: "{title} cannot collect {{ $labels.metric }}",
    description:
      "The callback that brings {{ $labels.metric }} up to date failed {value} times in 5 minutes ({{ $labels.reason }}); the value is old.",
    runbook: "pipeline/metrics-lost",
  }),
};

/** The alerts of a service: those that every service has, its own, and one that tells when these would be silent for lack of data. */
export function serviceAlerts(service: ServiceDefinition, scrapeIntervalSeconds: number): AlertSubject {
  const clash = Object.keys(service.alerts).find((name) => Object.hasOwn(standardAlerts, name) || name === "dataMissing");
  if (clash !== undefined) {
    throw new DefinitionError("alert_name_taken", `Service "${service.name}" has an alert "${clash}", which every service has; choose another name.`);
  }
  const watched = Object.values(service.alerts).flatMap(selectorsOfAlert);
  const dataMissing = alertDataMissing([select(processStartTime), ...alwaysThere(watched)], {
    ...services,
    severity: "warning",
    summary: "{title} does not expose {{ $labels.metric }}",
    description: "{{ $labels.job }} answers its scrapes without {{ $labels.metric }}: the alerts that read it are silent whatever happens.",
    runbook: "services/data-missing",
  });
  const alerts = { ...standardAlerts, ...service.alerts, dataMissing };
  return { job: service.name, title: service.title, alerts, scrapeIntervalSeconds };
}

/** One selector for each metric that is exposed from the start of a process: all of its labels have known values. */
function alwaysThere(selectors: readonly Selector[]): readonly Selector[] {
  const known = new Map(selectors.map((selector) => [selector.series.name, selector]));
  return [...known.values()]
    .filter(({ series }) => !Object.values(series.labels).some(isOpen))
    .map(({ series, part }): Selector => ({ node: "selector", series, part: part === "bucket" ? "count" : part, matchers: [] }))
    .toSorted((one, other) => (seriesName(one) < seriesName(other) ? -1 : 1));
}
