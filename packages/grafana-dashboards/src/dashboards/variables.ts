import { httpServerRequestDuration } from "@platform/metrics/define";
import { select, selectCount, up } from "@platform/promql";
import { sloRecords } from "@platform/slo";
import type { Variable } from "../model/model.ts";
import { CHOSEN, CHOSEN_JOB } from "../panels/scope.ts";

/** The drop-downs for services, of which one is chosen or all of several, and their instances. */
export function targetVariables(jobs: readonly string[], { all = jobs.length > 1 }: { readonly all?: boolean } = {}): readonly Variable[] {
  return [
    { name: "job", label: "Job", all, valuesOf: "job", from: select(up, { job: jobs }) },
    { name: "instance", label: "Instance", all: true, valuesOf: "instance", from: select(up, CHOSEN_JOB) },
  ];
}

/** The drop-down for one operation of a service. */
export function routeVariable(): Variable {
  return { name: "route", label: "Route", all: true, valuesOf: "http_route", from: selectCount(httpServerRequestDuration, CHOSEN) };
}

/** The drop-down for one objective of the chosen service. */
export function objectiveVariable(): Variable {
  return { name: "slo", label: "Objective", all: false, valuesOf: "slo", from: select(sloRecords.objective, CHOSEN_JOB) };
}
