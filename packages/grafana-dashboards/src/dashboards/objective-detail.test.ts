import { definePlatform } from "@platform/grafana-dashboards/define";
import { print } from "@platform/promql";
import { defineService, defineSlo, httpAvailability } from "@platform/slo/define";
import { expect, test } from "vitest";
import { shop } from "../../test/shop-platform.ts";
import { buildModel } from "../model/build-model.ts";

const slos = [defineSlo({ name: "availability", help: "Answers.", objective: 0.999, sli: httpAvailability() })];
const mail = { name: "mail", title: "Mail", help: "Sends.", owner: "post", port: 4000 };

function dashboards(...services: readonly Parameters<typeof defineService>[0][]) {
  return buildModel(definePlatform({ ...shop, prometheus: {}, services: services.map((service) => defineService(service)) })).dashboards;
}

test("one objective of one service is chosen, of those that have any", () => {
  const detail = dashboards({ ...mail, slos }, { ...mail, name: "post", title: "Post", port: 4001 }).find(({ title }) => title === "Objective");
  expect(detail?.variables.map(({ name, all, from }) => [name, all, print(from)])).toEqual([
    ["job", false, 'up{job="mail"}'],
    ["instance", true, 'up{job=~"$job"}'],
    ["slo", false, 'slo:objective:ratio{job=~"$job"}'],
  ]);
  const read = detail?.rows.flatMap(({ panels }) => panels).flatMap(({ queries }) => queries.map(({ expression }) => print(expression))) ?? [];
  expect(read.length).toBeGreaterThan(0);
  expect(read.filter((query) => !query.includes('slo=~"$slo"'))).toEqual([]);
});

test("of several services with objectives it shows one, never all at once", () => {
  const detail = dashboards({ ...mail, slos }, { ...mail, name: "post", title: "Post", port: 4001, slos }).find(({ title }) => title === "Objective");
  expect(detail?.variables.filter(({ all }) => !all).map(({ name }) => name)).toEqual(["job", "slo"]);
});

test("each table of objectives leads to it, with the service and the objective of the row", () => {
  const all = dashboards({ ...mail, slos });
  const detail = all.find(({ title }) => title === "Objective");
  const links = all
    .flatMap(({ rows }) => rows.flatMap(({ panels }) => panels))
    .filter(({ title }) => title === "Objectives")
    .map(({ options }) => options.columns?.find(({ title }) => title === "Objective")?.link);
  const link = { title: "Open objective", dashboard: detail?.uid, set: { job: { label: "job" }, slo: { label: "slo" } } };
  expect(links).toEqual([link, link]);
});

test("where no service has an objective there is none", () => {
  expect(dashboards(mail).some(({ title }) => title === "Objective")).toBe(false);
});
