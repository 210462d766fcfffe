import { readdirSync, readFileSync } from "node:fs";
import { buildModel } from "@platform/grafana-dashboards";
import { checkHandwritten } from "@platform/grafana-dashboards/handwritten";
import { type AlertingRule, print } from "@platform/promql";
import { expect, test } from "vitest";
import platform from "../platform.config.ts";

const FOLDER = new URL("../../../runbooks/", import.meta.url);
const model = buildModel(platform);
const alerts = model.ruleFiles.flatMap(({ groups }) => groups.flatMap(({ rules }) => rules.filter((rule) => rule.kind === "alert")));
const own = new Set(model.services.flatMap(({ service }) => Object.values(service.alerts).map(({ runbook }) => runbook)));
const pages = readdirSync(FOLDER, { recursive: true, encoding: "utf8" })
  .filter((path) => path.endsWith(".md") && path !== "README.md")
  .map((path) => path.slice(0, -".md".length))
  .toSorted();

function read(page: string): string {
  return readFileSync(new URL(`${page}.md`, FOLDER), "utf8");
}

function queriesOf(page: string): readonly string[] {
  return [...read(page).matchAll(/^ *```promql\n([\s\S]*?)^ *```$/gm)].map(([, query]) => (query ?? "").trim());
}

/** Every query of a page as a rule that somebody wrote by hand, so that all checks of those judge it. */
function asRules(page: string): string {
  const rules = queriesOf(page).map((expr, index) => ({ record: `page:query:${index}`, expr }));
  return JSON.stringify({ groups: [{ name: page, rules }] });
}

test.each(pages)("%s tells meaning, impact, diagnosis, mitigation and escalation, in this order", (page) => {
  expect(read(page).match(/^## .*/gm)).toEqual(["## Meaning", "## Impact", "## Diagnosis", "## Mitigation", "## Escalation"]);
});

test.each(pages)("every query of %s asks for something that there is", (page) => {
  const problems = checkHandwritten({ rules: [{ path: `${page}.json`, text: asRules(page) }], dashboards: [], alertmanager: [] }, { model });
  expect(problems.map(({ check, subject, message }) => `${check}: ${subject}: ${message}`)).toEqual([]);
});

test("every alert has a page, and every page an alert", () => {
  expect([...new Set(alerts.map(({ runbook }) => runbook))].toSorted()).toEqual(pages);
});

test("every page of a service's own alerts shows the very query that fires, for one service at least", () => {
  const unexplained = [...own].flatMap((page) => {
    const asked = queriesOf(page);
    const kinds = Map.groupBy(
      alerts.filter((alert) => alert.runbook === page && isOwn(alert)),
      keyOf,
    );
    return [...kinds].filter(([, some]) => !some.some(({ expression }) => asked.includes(print(expression)))).map(([key]) => `${page}: ${key}`);
  });
  expect(unexplained).toEqual([]);
});

test("every page names the alerts that lead to it", () => {
  const unnamed = alerts.filter(({ name, runbook }) => !endingsIn(runbook).some((ending) => name.endsWith(ending)));
  expect(unnamed.map(({ name, runbook }) => `${runbook}: ${name}`)).toEqual([]);
});

/** `PaymentFraud`, or by its ending `<Service>RevenueDrop`, `…FastBurn`, `BadConfiguration`. */
function endingsIn(page: string): readonly string[] {
  return [...read(page).matchAll(/`(?:(?:<\w+>)+|…)?([A-Z]\w+)`/g)].map(([, ending]) => ending ?? "");
}

function isOwn({ name }: AlertingRule): boolean {
  return model.services.some(({ service }) =>
    Object.keys(service.alerts).some((key) => name.endsWith(`${key.slice(0, 1).toUpperCase()}${key.slice(1)}`)),
  );
}

function keyOf({ name }: AlertingRule): string {
  const service = model.services.map(({ service: { name: job } }) => job.replace(/(^|-)(\w)/g, (_, _dash, letter: string) => letter.toUpperCase()));
  return name.slice(service.find((one) => name.startsWith(one))?.length ?? 0);
}
