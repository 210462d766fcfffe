import { definePlatform } from "@platform/grafana-dashboards/define";
import { defineService, defineSlo, httpAvailability, type ServiceDefinition, type SloDefinition, type SloOptions } from "@platform/slo/define";
import { expect, test } from "vitest";
import { checkModel } from "../src/checks/checks.ts";
import { buildModel } from "../src/model/build-model.ts";
import { shop } from "./shop-platform.ts";

function service(name: string, port: number, slos: readonly SloDefinition[], calls: readonly string[] = []): ServiceDefinition {
  return defineService({ name, title: name, help: "Does something.", owner: "team", port, calls, slos });
}

function availability(options: Partial<SloOptions> = {}): SloDefinition {
  return defineSlo({ name: "availability", help: "Answers.", objective: 0.999, sli: httpAvailability(), ...options } as SloOptions);
}

test.each<readonly [string, readonly ServiceDefinition[]]>([
  ["no objective at all", [service("one", 1, [], ["two"]), service("two", 2, [])]],
  ["objectives of the caller only", [service("one", 1, [availability()], ["two"]), service("two", 2, [])]],
  ["objectives of the called only", [service("one", 1, [], ["two"]), service("two", 2, [availability()])]],
  ["windows of an hour only", [service("one", 1, [availability({ windowDays: 7, tiers: ["fast", "slow"] })])]],
  ["windows up to six hours", [service("one", 1, [availability({ tiers: ["fast", "medium"] })])]],
  ["other windows in each service", [service("one", 1, [availability({ tiers: ["slow"] })]), service("two", 2, [availability()])]],
])("dashboards of services with %s read only what is recorded", (_, services) => {
  const problems = checkModel(buildModel(definePlatform({ ...shop, prometheus: {}, services })));
  expect(problems.map(({ check, subject, message }) => `${check} ${subject}: ${message}`)).toEqual([]);
});
