import { httpServerRequestDuration as requests } from "@platform/metrics/define";
import {
  type AlertingRule,
  aggregate,
  binary,
  call,
  histogramQuantile,
  type InstantVector,
  over,
  type Severity,
  select,
  selectBuckets,
  selectCount,
  templateText,
  up,
} from "@platform/promql";
import { pascalCase } from "@platform/slo";
import type { ServiceDefinition } from "@platform/slo/define";
import type { PrometheusSettings } from "../definition/platform-definition.ts";

/** Window of the rates, with a scrape interval of at most a quarter of it. */
const WINDOW_SECONDS = 300;

/** Requests in the window under which a share or a percentile says nothing: a quiet night does not page. */
const FEWEST_REQUESTS = 20;

interface Level {
  /** Ending of the alert's name. */
  readonly name: string;
  readonly severity: Severity;
  readonly above: number;
  readonly forSeconds: number;
}

/** Share of requests that may fail. */
const ERROR_RATES: readonly Level[] = [
  { name: "HighErrorRate", severity: "warning", above: 0.05, forSeconds: 300 },
  { name: "CriticalErrorRate", severity: "critical", above: 0.15, forSeconds: 120 },
];

/** Seconds within which 95 % of requests are answered; bounds of the standard buckets. */
const RESPONSE_TIMES: readonly Level[] = [
  { name: "HighResponseTime", severity: "warning", above: 2, forSeconds: 300 },
  { name: "CriticalResponseTime", severity: "critical", above: 5, forSeconds: 120 },
];

/** Alerts that every service has, whatever it promises: it is down, it fails, it is slow. */
export function serviceAlerts(service: ServiceDefinition, { scrapeIntervalSeconds }: PrometheusSettings): readonly AlertingRule[] {
  return [
    downAlert(service, scrapeIntervalSeconds),
    instanceDownAlert(service, scrapeIntervalSeconds),
    ...ERROR_RATES.map((level) => errorRateAlert(service, level)),
    ...RESPONSE_TIMES.map((level) => responseTimeAlert(service, level)),
  ];
}

/** No instance answers, or Prometheus knows of none. `absent` is held for four scrapes, so that a restart of Prometheus is silent. */
function downAlert(service: ServiceDefinition, scrapeIntervalSeconds: number): AlertingRule {
  const instances = select(up, { job: service.name });
  return {
    ...alert(service, "Down", "critical"),
    expression: binary(noneUp(service), "or", call("absent", instances)),
    forSeconds: Math.max(60, 4 * scrapeIntervalSeconds),
    summary: `${title(service)} is down`,
    description: `No instance of {{ $labels.job }} answers its scrapes, or Prometheus has no target for it.`,
    runbook: "services/service-down",
  };
}

/** An instance among others that do answer: capacity is lost, users may not notice. */
function instanceDownAlert(service: ServiceDefinition, scrapeIntervalSeconds: number): AlertingRule {
  const down = binary(select(up, { job: service.name }), "==", 0);
  return {
    ...alert(service, "InstanceDown", "warning"),
    expression: binary(down, "unless", noneUp(service), { matching: { kind: "on", labels: ["job"] } }),
    forSeconds: Math.max(300, 4 * scrapeIntervalSeconds),
    summary: `${title(service)} has lost instance {{ $labels.instance }}`,
    description: "{{ $labels.instance }} of {{ $labels.job }} does not answer its scrapes, while other instances do.",
    runbook: "services/service-down",
  };
}

function errorRateAlert(service: ServiceDefinition, level: Level): AlertingRule {
  const job = service.name;
  const failed = total(over("rate", selectCount(requests, { job, http_response_status_code: { matches: "5.." } }), WINDOW_SECONDS));
  const all = total(over("rate", selectCount(requests, { job }), WINDOW_SECONDS));
  return {
    ...alert(service, level.name, level.severity),
    expression: withTraffic(service, binary(binary(failed, "/", all), ">", level.above)),
    forSeconds: level.forSeconds,
    summary: `${title(service)} fails over ${level.above * 100} % of its requests`,
    description: `{{ $value | humanizePercentage }} of the requests to {{ $labels.job }} in the last 5 minutes were answered with a status of 500 or above.`,
    runbook: "services/high-error-rate",
  };
}

function responseTimeAlert(service: ServiceDefinition, level: Level): AlertingRule {
  const buckets = over("rate", selectBuckets(requests, { job: service.name }), WINDOW_SECONDS);
  const p95 = histogramQuantile(0.95, aggregate("sum", buckets, { by: ["job", "le"] }));
  return {
    ...alert(service, level.name, level.severity),
    expression: withTraffic(service, binary(p95, ">", level.above)),
    forSeconds: level.forSeconds,
    summary: `${title(service)} takes over ${level.above} s for one request in twenty`,
    description: `The 95th percentile of the response time of {{ $labels.job }} over the last 5 minutes is {{ $value | humanizeDuration }}.`,
    runbook: "services/high-response-time",
  };
}

function alert(service: ServiceDefinition, ending: string, severity: Severity) {
  return {
    kind: "alert",
    name: `${pascalCase(service.name)}${ending}`,
    keepFiringForSeconds: 0,
    severity,
    category: "services",
    labels: {},
  } as const;
}

function noneUp(service: ServiceDefinition): InstantVector {
  return binary(total(select(up, { job: service.name })), "==", 0);
}

/** Only while enough requests came in to judge by. */
function withTraffic(service: ServiceDefinition, condition: InstantVector): InstantVector {
  const seen = total(over("increase", selectCount(requests, { job: service.name }), WINDOW_SECONDS));
  return binary(condition, "and", binary(seen, ">=", FEWEST_REQUESTS));
}

function total(of: InstantVector): InstantVector {
  return aggregate("sum", of, { by: ["job"] });
}

function title(service: ServiceDefinition): string {
  return templateText(service.title);
}
