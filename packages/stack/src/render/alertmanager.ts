import { type Model, type OutputFile, renderYaml } from "@platform/grafana-dashboards";
import { type CallInhibition, callInhibitions } from "./call-inhibitions.ts";

/** The parts of Alertmanager's configuration that are written: https://prometheus.io/docs/alerting/0.25/configuration/ */
interface AlertmanagerConfig {
  readonly route: Route;
  readonly inhibit_rules: readonly InhibitRule[];
  readonly receivers: readonly { readonly name: string }[];
}

interface Route extends Timing {
  readonly receiver: string;
  readonly matchers?: readonly string[];
  readonly group_by?: readonly string[];
  readonly routes?: readonly Route[];
}

interface InhibitRule {
  readonly source_matchers: readonly string[];
  readonly target_matchers: readonly string[];
  readonly equal?: readonly string[];
}

interface Timing {
  /** Time for further alerts of the group to come before the first notification. */
  readonly group_wait: string;
  /** Least time between two notifications of a group that changed. */
  readonly group_interval: string;
  /** Time after which a group that did not change is notified again. */
  readonly repeat_interval: string;
}

type Severity = Model["services"][number]["alerts"][number]["severity"];
type Tier = Model["services"][number]["slos"][number]["tiers"][number];

/** Receives what no severity claims, so that an alert without one is seen and not lost. */
const UNROUTED = "unrouted";

/**
 * By severity. A page must not wait: half a minute of waiting is an eighth of what 99.99 % allows in a month. Repeats follow the
 * time in which an answer is due.
 */
const TIMINGS: Readonly<Record<Severity, Timing>> = {
  critical: { group_wait: "0s", group_interval: "1m", repeat_interval: "1h" },
  warning: { group_wait: "30s", group_interval: "5m", repeat_interval: "12h" },
  info: { group_wait: "1m", group_interval: "30m", repeat_interval: "24h" },
};

/** One notification for each alert of each objective of each service, however many series it has. */
const GROUP_BY = ["alertname", "service", "slo"] as const;

/** Alerts of one objective. */
const SAME_OBJECTIVE = ["service", "slo"] as const;

/**
 * Alertmanager's configuration: a route and a receiver for each severity, and one for alerts without severity. Receivers notify
 * nobody: alerts are read from Alertmanager itself.
 *
 * @returns `alertmanager/alertmanager.yml`
 */
export function renderAlertmanager(model: Model): readonly OutputFile[] {
  const config: AlertmanagerConfig = {
    route: {
      receiver: UNROUTED,
      group_by: GROUP_BY,
      ...TIMINGS.warning,
      routes: Object.entries(TIMINGS).map(([severity, timing]) => ({ receiver: severity, matchers: [equals("severity", severity)], ...timing })),
    },
    inhibit_rules: inhibitRules(model),
    receivers: [UNROUTED, ...Object.keys(TIMINGS)].map((name) => ({ name })),
  };
  return [{ path: "alertmanager/alertmanager.yml", content: renderYaml(config) }];
}

/**
 * One incident, one page: while an objective pages, its tickets and the slower pages stay silent, and so do the pages of services that
 * call the one that fails. Both sides must have both
 * labels, since Alertmanager takes two alerts that lack a label for alerts that agree on it.
 */
function inhibitRules(model: Model): readonly InhibitRule[] {
  const { services } = model;
  const tiers = distinctTiers(services.flatMap(({ slos }) => slos.flatMap((slo) => slo.tiers)));
  const pages = tiers.filter((tier) => tier.action === "page").map((tier) => tier.name);
  const tickets = tiers.filter((tier) => tier.action === "ticket").map((tier) => tier.name);
  const [fastest, ...slower] = pages;
  return [
    ...(fastest === undefined || slower.length === 0 ? [] : [silences([fastest], slower)]),
    ...(pages.length === 0 || tickets.length === 0 ? [] : [silences(pages, tickets)]),
    ...(pages.length === 0 ? [] : callInhibitions(model).map((inhibition) => silencesCallers(pages, inhibition))),
  ];
}

function silencesCallers(pages: readonly string[], { callee, callers, causes, consequences }: CallInhibition): InhibitRule {
  return {
    source_matchers: [oneOf("tier", pages), equals("service", callee), oneOf("slo", causes)],
    target_matchers: [oneOf("tier", pages), oneOf("service", callers), oneOf("slo", consequences)],
  };
}

function silences(source: readonly string[], target: readonly string[]): InhibitRule {
  const present = SAME_OBJECTIVE.map((label) => `${label}=~".+"`);
  return {
    source_matchers: [oneOf("tier", source), ...present],
    target_matchers: [oneOf("tier", target), ...present],
    equal: SAME_OBJECTIVE,
  };
}

/** The fastest first: by the budget that is left when it fires, so by factor, falling. */
function distinctTiers(tiers: readonly Tier[]): readonly Tier[] {
  const byName = new Map(tiers.map((tier) => [tier.name, tier]));
  return [...byName.values()].toSorted((one, other) => other.factor - one.factor || (one.name < other.name ? -1 : 1));
}

function equals(label: string, value: string): string {
  return `${label}=${JSON.stringify(value)}`;
}

/** Names of tiers, services and objectives are kebab-case: nothing in them means anything to a regular expression. */
function oneOf(label: string, values: readonly string[]): string {
  return `${label}=~${JSON.stringify(values.join("|"))}`;
}
