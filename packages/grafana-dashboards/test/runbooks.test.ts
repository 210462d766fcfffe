import { readFileSync } from "node:fs";
import { alertRules } from "@platform/alerts";
import { print } from "@platform/promql";
import { defineService } from "@platform/slo/define";
import { expect, test } from "vitest";
import { catalogOf } from "../src/catalog/catalog.ts";
import { serviceAlerts } from "../src/model/service-alerts.ts";
import { renderYaml } from "../src/render/yaml.ts";
import { promtool } from "./promtool.ts";
import { shopModel } from "./shop-model.ts";

/** The service of which the pages speak. */
const payment = defineService({ name: "payment", title: "Payment", help: "Takes money.", owner: "payments", port: 3003 });
const alerts = alertRules(serviceAlerts(payment, 15));
const generated = shopModel.services.flatMap((service) => service.alerts);
const pages = [...new Set(generated.map(({ runbook }) => runbook))].sort();

function read(page: string): string {
  return readFileSync(new URL(`../../../runbooks/${page}.md`, import.meta.url), "utf8");
}

function queriesOf(page: string): readonly string[] {
  return [...read(page).matchAll(/```promql\n([\s\S]*?)```/g)].map(([, query]) => (query ?? "").trim());
}

/** The worse level of an alert differs from the milder one in its number alone. */
function isMildest({ labels: { cause }, severity }: (typeof alerts)[number]): boolean {
  return cause === undefined || severity !== "critical";
}

test.each(pages)("%s has every section, in order", (page) => {
  expect(read(page).match(/^## .*/gm)).toEqual(["## Meaning", "## Impact", "## Diagnosis", "## Mitigation", "## Escalation"]);
});

test.each(alerts.filter(isMildest).map(({ name, runbook, expression }) => [name, runbook, print(expression)] as const))(
  "%s is explained with the very query that fires it",
  (_name, page, query) => {
    expect(queriesOf(page)).toContain(query);
  },
);

test.each(pages)("every query of %s is PromQL about series that there are", (page) => {
  const queries = queriesOf(page);
  const known = catalogOf(shopModel);
  const read = queries.flatMap((query) => [...query.matchAll(/[a-z_:0-9]+(?=\{)/g)].map(([name]) => name));
  expect(read.filter((name) => !known.has(name))).toEqual([]);
  const rules = queries.map((expr, index) => ({ record: `query_${index}`, expr }));
  const rulesFile = { path: "rules.yml", content: renderYaml({ groups: [{ name: "queries", rules }] }) };
  expect(promtool(["check", "rules", "rules.yml"], [rulesFile])).toEqual({
    status: 0,
    output: expect.stringContaining(`${queries.length} rules found`),
  });
});
