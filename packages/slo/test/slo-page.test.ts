import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { defineService, defineSlo, httpAvailability, httpLatency, type ServiceDefinition, type Sli, type SloOptions } from "../src/define.ts";
import { BURN_RATE_TIERS } from "../src/definition/burn-rate-tier.ts";
import { detectionTable, sloCost, sloRules } from "../src/index.ts";
import { alertEquivalents, type Equivalent, recordCases } from "./equivalent-changes.ts";
import { mutantsOf, mutantsOfExpression } from "./mutants.ts";

const page = readFileSync(new URL("../../../docs/slo.md", import.meta.url), "utf8");
const times = { scrapeIntervalSeconds: 15, evaluationIntervalSeconds: 30, tileSeconds: 300 };

function shop(objective: number, sli: Sli = httpAvailability(), rest: Partial<SloOptions> = {}): ServiceDefinition {
  const tiers = BURN_RATE_TIERS.filter(({ factor }) => factor * (1 - objective) < 0.99).map(({ name }) => name);
  const slo = defineSlo({ name: "availability", help: "Answers.", objective, sli, tiers, ...rest } as SloOptions);
  return defineService({ name: "payment", title: "Payment", help: "Takes payments.", owner: "payments", port: 3003, slos: [slo] });
}

/** A table as it must stand in the page. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map((_, index) => (index === 0 ? "---" : "--:"))), ...rows.map(line)].join("\n");
}

test("the page says how soon each tier fires", () => {
  const rows = [0.9999, 0.999, 0.99, 0.95].flatMap((objective) => {
    const service = shop(objective);
    const found = Map.groupBy(detectionTable({ service, ...times }), ({ tier }) => tier);
    return [...found].map(([tier, some]) => [`${objective * 100} %, ${tier}`, ...some.map(({ seconds }) => duration(seconds))]);
  });
  expect(page).toContain(table(["Objective, tier", "everything fails", "10 % fail", "1 % fails"], rows));
});

test("the page says how many changes of rules the generated tests notice", () => {
  const alerts = sloRules({ service: shop(0.999), ...times }).flatMap(({ rules }) => rules.filter((rule) => rule.kind === "alert"));
  const changesOfAlerts = alerts.reduce((sum, alert) => sum + mutantsOf(alert).length, 0);
  const rows = [
    score("the alerts of an SLO", changesOfAlerts, Object.values(alertEquivalents).flat().length),
    ...recordCases.map(([what, service, name, equivalent]) => {
      const slos = service.slos.filter((slo) => slo.name === name);
      const records = sloRules({ service: { ...(service as ServiceDefinition), slos }, ...times })
        .flatMap(({ rules }) => rules)
        .filter((rule) => rule.kind === "recording");
      const changes = records.reduce((sum, { expression }) => sum + mutantsOfExpression(expression).length, 0);
      return score(
        `the records of ${what}`,
        changes,
        Object.values<readonly Equivalent[]>(equivalent).flatMap((some) => some.flatMap(([names]) => names)).length,
      );
    }),
  ];
  expect(page).toContain(table(["Rules", "changes", "noticed", "make no difference", "missed"], rows));
});

function score(what: string, changes: number, equivalent: number): readonly string[] {
  return [what, String(changes), String(changes - equivalent), String(equivalent), "0"];
}

test("the page says what an SLO costs", () => {
  const cases: readonly (readonly [string, number, Partial<SloOptions>, number])[] = [
    ["30 days, counted at the source, 3 instances", 3, {}, 300],
    ["30 days, counted at the source, 30 instances", 30, {}, 300],
    ["a calendar month, counted at the source, 30 instances", 30, { calendar: "month" }, 300],
    ["a calendar quarter, counted at the source, 30 instances", 30, { calendar: "quarter" }, 300],
    ["90 days, counted at the source, 3 instances", 3, { windowDays: 90 }, 300],
    ["90 days, counted at the source, 30 instances", 30, { windowDays: 90 }, 300],
    ["30 days, latency from the request histogram, 1 instance", 1, { sli: httpLatency({ thresholdSeconds: 0.5, counted: "from-metric" }) }, 300],
  ];
  const rows = cases.map(([what, instances, rest, tileSeconds]) => {
    const [cost] = sloCost({ service: shop(0.999, httpAvailability(), rest), instances, ...times, tileSeconds });
    return [what, `${tileSeconds} s`, ...[cost?.samplesPerRound, cost?.samplesPerSecond].map((one) => Math.round(one ?? 0).toLocaleString("en"))];
  });
  expect(page).toContain(table(["SLO", "tile", "samples, each rule once", "samples a second"], rows));
});

function duration(seconds: number): string {
  if (seconds === Number.POSITIVE_INFINITY) {
    return "never";
  }
  return seconds < 120
    ? `${Math.round(seconds)} s`
    : seconds < 7200
      ? `${Number((seconds / 60).toFixed(1))} min`
      : `${Number((seconds / 3600).toFixed(1))} h`;
}
