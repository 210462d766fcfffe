import { printDuration } from "@platform/promql";
import type { BurnRateTier } from "../definition/burn-rate-tier.ts";
import type { ServiceDefinition } from "../definition/service-definition.ts";
import type { SloDefinition } from "../definition/slo-definition.ts";
import {
  API_VERSION,
  type OpenSloAlertPolicy,
  type OpenSloDocument,
  type OpenSloLoss,
  type OpenSloObjective,
  type OpenSloSlo,
  type OpenSloTimeWindow,
} from "./open-slo-document.ts";
import { indicatorsOf } from "./open-slo-indicator.ts";
import { writeSliReference } from "./sli-reference.ts";

/** Annotations that carry what OpenSLO has no field for, so that nothing is lost on the way back. */
export const SLI_ANNOTATION = "slo.platform/sli";
export const POLICY_ANNOTATION = "slo.platform/policy";

export interface OpenSloExport {
  /** The service, then its SLOs. */
  readonly documents: readonly OpenSloDocument[];
  /** What a reader of the standard alone does not see. */
  readonly losses: readonly OpenSloLoss[];
}

/** The SLOs of a service as objects of OpenSLO v1. */
export function toOpenSlo(service: ServiceDefinition): OpenSloExport {
  const { name, title, help, slos } = service;
  const head = { apiVersion: API_VERSION, kind: "Service", metadata: { name, displayName: title }, spec: { description: help } } as const;
  return {
    documents: [head, ...slos.map((slo) => sloDocument(service, slo))],
    losses: slos.flatMap((slo) => lossesOf(slo).map(([field, reason]) => ({ slo: `${name}/${slo.name}`, field, reason }))),
  };
}

function sloDocument(service: ServiceDefinition, slo: SloDefinition): OpenSloSlo {
  const { sli } = slo;
  const [first] = indicatorsOf(service, slo);
  return {
    apiVersion: API_VERSION,
    kind: "SLO",
    metadata: {
      name: `${service.name}-${slo.name}`,
      displayName: slo.name,
      annotations: { [SLI_ANNOTATION]: writeSliReference(sli), [POLICY_ANNOTATION]: policyText(slo) },
    },
    spec: {
      description: slo.help,
      service: service.name,
      ...(sli.kind !== "composite" && first && { indicator: first.indicator }),
      timeWindow: [timeWindow(slo)],
      budgetingMethod: sli.kind === "time-slice" ? "Timeslices" : "Occurrences",
      objectives: objectivesOf(service, slo),
      alertPolicies: slo.tiers.map(alertPolicy),
    },
  };
}

function objectivesOf(service: ServiceDefinition, slo: SloDefinition): readonly OpenSloObjective[] {
  const { sli, objective } = slo;
  const indicators = indicatorsOf(service, slo);
  if (sli.kind === "composite") {
    return indicators.map(({ indicator, limit }, index) => ({
      ...limit,
      target: sli.parts[index]?.slo.objective ?? objective,
      indicator,
      compositeWeight: sli.parts[index]?.weight ?? 1,
    }));
  }
  const slices = sli.kind === "time-slice" ? { timeSliceTarget: sli.minimumGood, timeSliceWindow: minutes(sli.sliceSeconds) } : {};
  return [{ ...indicators[0]?.limit, target: objective, ...slices }];
}

const CALENDAR_DURATIONS = { week: "1w", month: "1M", quarter: "1Q" } as const;

/** A Monday and the first of January at once, as all our calendars begin. */
const CALENDAR_START = "2024-01-01 00:00:00";

function timeWindow({ windowDays, calendar }: SloDefinition): OpenSloTimeWindow {
  return calendar === undefined
    ? { duration: `${windowDays}d`, isRolling: true }
    : { duration: CALENDAR_DURATIONS[calendar], isRolling: false, calendar: { startTime: CALENDAR_START, timeZone: "UTC" } };
}

function alertPolicy({ name, action, factor, longSeconds, forSeconds }: BurnRateTier): OpenSloAlertPolicy {
  const condition = {
    kind: "burnrate",
    op: "gt",
    threshold: factor,
    lookbackWindow: printDuration(longSeconds),
    alertAfter: minutes(forSeconds),
  } as const;
  return {
    kind: "AlertPolicy",
    metadata: { name: `${name}-burn` },
    spec: {
      description: `The budget burns over ${factor} times as fast as it may.`,
      alertWhenBreaching: true,
      alertWhenResolved: false,
      alertWhenNoData: false,
      conditions: [{ kind: "AlertCondition", metadata: { name: `${name}-burn` }, spec: { severity: action, condition } }],
      notificationTargets: [],
    },
  };
}

/** The smallest unit of OpenSLO. */
function minutes(seconds: number): string {
  return `${Math.ceil(seconds / 60)}m`;
}

/** Everything of an SLO that has no field, and is not its default. */
function policyText({ objective, minimumBadEvents, dailySpend, missingData, tiers }: SloDefinition): string {
  return JSON.stringify({ objective, minimumBadEvents, dailySpend, missingData, tiers: tiers.map(({ name }) => name) });
}

function lossesOf({ sli, tiers, missingData }: SloDefinition): readonly (readonly [field: string, reason: string])[] {
  return [
    ...tiers.map(({ name, shortSeconds }, index): [string, string] => [
      `spec.alertPolicies[${index}]`,
      `a condition has one window: the short one of tier "${name}", ${printDuration(shortSeconds)}, is left out`,
    ]),
    ["minimumBadEvents", "there is no minimum of events"],
    ["dailySpend", "there is no condition on the budget that a day costs, nor on what is left of it"],
    ...(missingData === "ignore" ? [] : [["missingData", "alertWhenNoData has no severity of its own"] as [string, string]]),
    ...lossesOfSli(sli),
  ];
}

function lossesOfSli(sli: SloDefinition["sli"]): readonly [field: string, reason: string][] {
  switch (sli.kind) {
    case "composite":
      return [["spec.objectives", "parts are weighed by events here, by burn rate there; the objective of the whole has no field"]];
    case "time-slice":
      return [
        ...(sli.sliceSeconds % 60 === 0
          ? []
          : ([["spec.objectives[0].timeSliceWindow", `${sli.sliceSeconds} s are no whole minutes`]] as [string, string][])),
        ["missing", "there is no policy for slices without data"],
      ];
    default:
      return [];
  }
}
