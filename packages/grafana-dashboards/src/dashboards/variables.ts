import { httpServerRequestDuration } from "@platform/metrics/define";
import { select, selectCount, up } from "@platform/promql";
import type { Variable } from "../model/model.ts";
import { CHOSEN, CHOSEN_JOB } from "../panels/scope.ts";

/** The drop-downs for services and their instances. */
export function targetVariables(jobs: readonly string[]): readonly Variable[] {
  return [
    { name: "job", label: "Job", all: jobs.length > 1, valuesOf: "job", from: select(up, { job: jobs }) },
    { name: "instance", label: "Instance", all: true, valuesOf: "instance", from: select(up, CHOSEN_JOB) },
  ];
}

/** The drop-down for one operation of a service. */
export function routeVariable(): Variable {
  return { name: "route", label: "Route", all: true, valuesOf: "http_route", from: selectCount(httpServerRequestDuration, CHOSEN) };
}
