import { readFileSync } from "node:fs";
import { print } from "@platform/promql";
import { type AlertDefinitions, alertRules } from "../src/index.ts";

/** Alerts that their runbook does not name, or does not explain with the very query that fires them. Pages speak of the job `payment`. */
export function unexplained(alerts: AlertDefinitions): readonly string[] {
  return alertRules({ job: "payment", title: "Payment", alerts, scrapeIntervalSeconds: 15 })
    .filter(({ name, runbook, expression }) => {
      const page = readFileSync(new URL(`../../../runbooks/${runbook}.md`, import.meta.url), "utf8");
      const queries = [...page.matchAll(/```promql\n([\s\S]*?)```/g)].map(([, query = ""]) => query.trim());
      return !queries.includes(print(expression)) || !page.includes(name.replace("Payment", "<Service>"));
    })
    .map(({ name, expression }) => `${name}: ${print(expression)}`);
}
