import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { sloRecords, sloRules } from "../src/index.ts";
import { promtool } from "./run-promtool.ts";
import { hotel, payment, taxi } from "./travel-services.ts";

const times = { scrapeIntervalSeconds: 15, evaluationIntervalSeconds: 30, tileSeconds: 300 };
const page = (path: string) => readFileSync(new URL(`../../../runbooks/${path}.md`, import.meta.url), "utf8");
const alerts = [payment, hotel, taxi].flatMap((service) =>
  sloRules({ service, ...times }).flatMap((group) => group.rules.filter((rule) => rule.kind === "alert")),
);
const runbooks = [...new Set(alerts.map(({ runbook }) => runbook))].toSorted();

test("every alert has a runbook", () => {
  expect(runbooks).toEqual(["services/slo-budget-exhausted", "services/slo-burn", "services/slo-data-missing"]);
});

test.each(runbooks)("%s says what it means, what it does to users, how to find out, what to do and whom to call", (runbook) => {
  expect([...page(runbook).matchAll(/^## (.+)$/gm)].map(([, title]) => title)).toEqual([
    "Meaning",
    "Impact",
    "Diagnosis",
    "Mitigation",
    "Escalation",
  ]);
});

test.each(alerts.map(({ name, runbook }) => [name, runbook] as const))("%s is named by its runbook", (name, runbook) => {
  const endings = [...page(runbook).matchAll(/`(?:<Service><Objective>|…)(\w+)`/g)].map(([, ending]) => ending ?? "");
  expect(endings.filter((ending) => name.endsWith(ending))).toHaveLength(1);
});

test.each(runbooks)("Prometheus can run every query of %s, and each record that it reads exists", async (runbook) => {
  const queries = [...page(runbook).matchAll(/^ *```promql\n([\s\S]*?)^ *```$/gm)].map(([, query]) => query?.trim() ?? "");
  const rules = queries.map((expr, index) => ({ record: `query:number${index}`, expr }));
  const { output } = await promtool({ "rules.json": JSON.stringify({ groups: [{ name: "queries", rules }] }) }, ["check", "rules", "rules.json"]);
  expect(output).toContain(`SUCCESS: ${queries.length} rules found`);
  const read = queries.flatMap((query) => [...query.matchAll(/slo:\w+:\w+/g)].map(([name]) => name));
  const known: readonly string[] = Object.values(sloRecords).map(({ name }) => name);
  expect(read.filter((name) => !known.includes(name))).toEqual([]);
});
