import { alertRules } from "@platform/alerts";
import type { Model } from "@platform/grafana-dashboards";
import { type AlertingRule, labelsOf } from "@platform/promql";
import type { TierName } from "@platform/slo/define";
import { absent, equals, type InhibitRule, noneOf, oneOf, present } from "./alertmanager-config.ts";
import { type CallInhibition, callInhibitions } from "./call-inhibitions.ts";
import { symptomInhibitions } from "./symptom-inhibitions.ts";

type Tier = Model["services"][number]["slos"][number]["tiers"][number];

/** Alerts of one objective. */
const SAME_OBJECTIVE = ["service", "slo"] as const;
/** Fires where so much fails that whoever calls may sell nothing. */
const COMPLETE: TierName = "fast";

/**
 * One incident, one page. What is a consequence stays silent while its cause fires: the milder level of an alert, what else is wrong with
 * something that is down, programs on a machine that is down, slower pages and tickets of an objective, alerts on the metric of an
 * objective that pages, and the pages of services that call the one that fails. Both sides must have the labels that they are to agree
 * on, since Alertmanager takes two alerts that lack a label for alerts that agree on it.
 */
export function inhibitRules(model: Model): readonly InhibitRule[] {
  const { services } = model;
  const tiers = distinctTiers(services.flatMap(({ slos }) => slos.flatMap((slo) => slo.tiers)));
  const pages = tiers.filter((tier) => tier.action === "page").map((tier) => tier.name);
  const tickets = tiers.filter((tier) => tier.action === "ticket").map((tier) => tier.name);
  const [fastest, ...slower] = pages;
  const salesAlerts = new Map(services.map((service) => [service.service.name, salesAlertsOf(service)]));
  return [
    ...levelInhibitions(model),
    ...downInhibitions(model),
    ...(fastest === undefined || slower.length === 0 ? [] : [silencesTiers([fastest], slower)]),
    ...(pages.length === 0 || tickets.length === 0 ? [] : [silencesTiers(pages, tickets)]),
    ...(pages.length === 0 ? [] : services.flatMap((service) => symptomInhibitions(pages, service))),
    ...(pages.length === 0 ? [] : callInhibitions(model).flatMap((inhibition) => callerInhibitions(pages, inhibition, salesAlerts))),
  ];
}

/** The critical level of an alert over its milder ones, for the same series: they must agree on every label that the alert keeps. */
function levelInhibitions({ ruleFiles }: Model): readonly InhibitRule[] {
  const causes = ruleFiles.flatMap(({ service = "", groups }) => {
    const critical = groups.flatMap(({ rules }) => rules.filter(isAlert)).filter((rule) => rule.severity === "critical");
    return critical.flatMap(({ labels: { cause }, expression }) =>
      cause === undefined ? [] : [{ service, cause, equal: [...labelsOf(expression).keys()].filter((label) => label !== "job").toSorted() }],
    );
  });
  // One rule for each set of labels of each set of services that have the same alerts with them.
  const ofServices = Map.groupBy(causes, ({ service, equal }) => JSON.stringify([service, equal]));
  const rules = [...ofServices.values()].map((some) => ({
    service: some[0]?.service ?? "",
    equal: some[0]?.equal ?? [],
    causes: [...new Set(some.map(({ cause }) => cause))].toSorted(),
  }));
  return [...Map.groupBy(rules, ({ causes: names, equal }) => JSON.stringify([equal, names])).values()].map((some) => {
    const match = [oneOf("service", some.map(({ service }) => service).toSorted()), oneOf("cause", some[0]?.causes ?? [])];
    return {
      source_matchers: [equals("severity", "critical"), ...match],
      target_matchers: [oneOf("severity", ["warning", "info"]), ...match],
      equal: ["service", "cause", ...(some[0]?.equal ?? [])],
    };
  });
}

/** What is down explains all else that is wrong with it: with the job, with one instance, with what runs on a machine. */
function downInhibitions({ ruleFiles, exporters }: Model): readonly InhibitRule[] {
  const alerts = ruleFiles.flatMap(({ groups }) => groups.flatMap(({ rules }) => rules.filter(isAlert)));
  const explained = new Set(alerts.map(({ labels: { explains } }) => explains));
  const machines = exporters.filter(({ isOfMachines }) => isOfMachines).map(({ name }) => name);
  return [
    ...(explained.has("job") ? [explains("job", [])] : []),
    ...(explained.has("instance") ? [explains("instance", ["instance"])] : []),
    ...(machines.length === 0
      ? []
      : [
          {
            source_matchers: [oneOf("service", machines), equals("explains", "instance"), present("host")],
            target_matchers: [noneOf("service", machines), present("host")],
            equal: ["host"],
          },
        ]),
  ];
}

function explains(what: "job" | "instance", equal: readonly string[]): InhibitRule {
  const both = [present("service"), ...equal.map(present)];
  return {
    source_matchers: [equals("explains", what), ...both],
    target_matchers: [absent("explains"), ...both],
    equal: ["service", ...equal],
  };
}

/**
 * A service that fails or is down explains the pages of those that call it, and what they do not sell meanwhile. A page explains none that is
 * faster than itself: who fails a little is no reason for a caller to fail completely, nor to sell nothing.
 *
 * @param pages - names of the tiers that page, the fastest first
 */
function callerInhibitions(
  pages: readonly string[],
  { callees, callers, causes, consequences }: CallInhibition,
  salesAlerts: ReadonlyMap<string, readonly string[]>,
): readonly InhibitRule[] {
  const failing = (tier: string) => [equals("tier", tier), oneOf("service", callees), oneOf("slo", causes)];
  const down = [equals("explains", "job"), oneOf("service", callees)];
  const answers = (tiers: readonly string[]) => [oneOf("tier", tiers), oneOf("service", callers), oneOf("slo", consequences)];
  const sales = callers.flatMap((caller) => salesAlerts.get(caller) ?? []);
  const complete = [...(pages.includes(COMPLETE) ? [failing(COMPLETE)] : []), down];
  return [
    ...pages.map((tier, index) => ({ source_matchers: failing(tier), target_matchers: answers(pages.slice(index)) })),
    { source_matchers: down, target_matchers: answers(pages) },
    ...(sales.length === 0 ? [] : complete.map((source_matchers) => ({ source_matchers, target_matchers: [oneOf("alertname", sales)] }))),
  ];
}

/** Alerts that too little is sold: that a payment looks like fraud is no consequence of anything. */
function salesAlertsOf({ service: { name, title, alerts } }: Model["services"][number]): readonly string[] {
  const drops = Object.entries(alerts).filter(([, { condition, category }]) => condition.kind === "below" && category === "business");
  const rules = alertRules({ job: name, title, alerts: Object.fromEntries(drops), scrapeIntervalSeconds: 1 });
  return rules.filter(({ severity }) => severity === "critical").map((rule) => rule.name);
}

function silencesTiers(source: readonly string[], target: readonly string[]): InhibitRule {
  const both = SAME_OBJECTIVE.map(present);
  return {
    source_matchers: [oneOf("tier", source), ...both],
    target_matchers: [oneOf("tier", target), ...both],
    equal: SAME_OBJECTIVE,
  };
}

function isAlert(rule: Model["ruleFiles"][number]["groups"][number]["rules"][number]): rule is AlertingRule {
  return rule.kind === "alert";
}

/** The fastest first: by the budget that is left when it fires, so by factor, falling. */
function distinctTiers(tiers: readonly Tier[]): readonly Tier[] {
  const byName = new Map(tiers.map((tier) => [tier.name, tier]));
  return [...byName.values()].toSorted((one, other) => other.factor - one.factor || (one.name < other.name ? -1 : 1));
}
