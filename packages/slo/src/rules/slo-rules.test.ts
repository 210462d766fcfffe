import { defineCounter, open, standardMetrics } from "@platform/metrics/define";
import { type AlertingRule, labelsOf, print, type RecordingRule, type Rule, selectorsOf, unitOf } from "@platform/promql";
import { expect, test } from "vitest";
import { checkRules } from "../../test/run-promtool.ts";
import { hotel, native, payment, search, taxi } from "../../test/travel-services.ts";
import { MAX_SAMPLES_PER_ROUND, sloCost } from "../cost/slo-cost.ts";
import { defineService, defineSlo, eventRatio, httpAvailability, type SloOptions, sloEvents } from "../define.ts";
import { sloRecords } from "./slo-records.ts";
import { sloRules } from "./slo-rules.ts";

const times = { scrapeIntervalSeconds: 15, evaluationIntervalSeconds: 30, tileSeconds: 300 };
const services = [payment, hotel, taxi, search, native] as const;
const groups = services.flatMap((service) => sloRules({ service, ...times }));
const rules = groups.flatMap((group) => group.rules);
const alerts = rules.filter((rule): rule is AlertingRule => rule.kind === "alert");
const recordings = rules.filter((rule): rule is RecordingRule => rule.kind === "recording");
const nameOf = (rule: Rule) => (rule.kind === "alert" ? rule.name : `${rule.record.name}${JSON.stringify(rule.labels)}`);

test("promtool accepts the rules of every kind of SLI", async () => {
  expect(await checkRules(groups)).toBe("");
});

test("the same definitions give the same rules", () => {
  expect(services.flatMap((service) => sloRules({ service, ...times }))).toEqual(groups);
});

test("a group has at most 20 rules, which is where Mimir stops", () => {
  expect(Math.max(...groups.map((group) => group.rules.length))).toBeLessThanOrEqual(20);
});

test("tiles are recorded as often as they are long; what is read as it stands, at least twice in Prometheus's 5 minutes", () => {
  const intervals = groups.slice(0, 3).map(({ name, intervalSeconds }) => [name, intervalSeconds]);
  expect(intervals).toEqual([
    ["slo:payment:availability:fast", 30],
    ["slo:payment:availability:tiles", 300],
    ["slo:payment:availability:period", 150],
  ]);
});

test.each(services)(
  "an SLO of $name has at most 23 rules and 15 series, one more with slices, and reads at most 100,000 samples of 60 series a round",
  (service) => {
    const slices = service.slos.filter(({ sli }) => sli.kind === "time-slice").map(({ name }) => name);
    const counted = sloEvents(service.slos)?.labels.slo ?? [];
    for (const { slo, rules: count, series } of sloCost({ service, ...times })) {
      expect([slo, count <= 23, series <= (slices.includes(slo) ? 16 : 15)]).toEqual([slo, true, true]);
    }
    // 60 series of two outcomes are 30 instances of an SLO that is counted at the source.
    for (const { slo, samplesPerRound } of sloCost({ service, instances: 30, ...times }).filter((one) => counted.includes(one.slo))) {
      expect([slo, samplesPerRound <= MAX_SAMPLES_PER_ROUND]).toEqual([slo, true]);
    }
  },
);

test.each<Pick<SloOptions, "windowDays" | "calendar">>([
  { windowDays: 31 },
  { windowDays: 62 },
  { windowDays: 90 },
  { calendar: "month" },
  { calendar: "quarter" },
])("an SLO over a long period reads at most 100,000 samples of 60 series a round: %j", (period) => {
  const slo = defineSlo({ name: "a", help: "A.", objective: 0.999, sli: httpAvailability(), ...period } as SloOptions);
  const service = defineService({ name: "shop", title: "Shop", help: "Sells.", owner: "sales", port: 1, slos: [slo] });
  const [cost] = sloCost({ service, instances: 30, ...times });
  expect(cost?.samplesPerRound).toBeLessThanOrEqual(MAX_SAMPLES_PER_ROUND);
});

test("names of alerts are CamelCase and unique, their labels name SLO, tier and action", () => {
  expect(new Set(alerts.map(({ name }) => name)).size).toBe(alerts.length);
  for (const { name, labels, severity } of alerts) {
    expect(name).toMatch(/^[A-Z][A-Za-z0-9]+$/);
    expect(labels).toEqual({ slo: expect.any(String), tier: expect.any(String), action: expect.stringMatching(/^(page|ticket|freeze)$/) });
    expect(severity).toBe(labels.action === "page" ? "critical" : "warning");
  }
});

test.each(alerts.map((alert) => [alert.name, alert] as const))("the texts of %s read only labels that its series have", (_, alert) => {
  const known = new Set([...labelsOf(alert.expression).keys(), ...Object.keys(alert.labels)]);
  const read = [...`${alert.summary} ${alert.description}`.matchAll(/\$labels\.(\w+)/g)].map(([, label]) => label);
  expect(read.filter((label) => !known.has(label ?? ""))).toEqual([]);
  expect(alert.summary).not.toContain("\n");
});

test.each(rules.map((rule) => [nameOf(rule), rule] as const))("%s reads only series that someone writes", (_, rule) => {
  const records: readonly unknown[] = Object.values(sloRecords);
  const metrics = services.flatMap((service) => [...Object.values(service.metrics), sloEvents(service.slos)?.name]);
  const known = (series: { readonly name: string }) =>
    records.includes(series) ||
    metrics.some((metric) => metric === series || metric === series.name) ||
    Object.values(standardMetrics).some((one) => one === series);
  const strange = selectorsOf(rule.expression).filter(({ series }) => !known(series) && !["up", "ALERTS"].includes(series.name));
  expect(strange).toEqual([]);
});

test.each(recordings.map((rule) => [nameOf(rule), rule] as const))(
  "%s has the labels and the unit of its record",
  (_, { record, expression, labels }) => {
    const made = new Set([...labelsOf(expression).keys(), ...Object.keys(labels)]);
    expect([...made].toSorted()).toEqual(Object.keys(record.labels).toSorted());
    expect(() => unitOf(expression)).not.toThrow();
  },
);

test("a rule of a good share reads the bad events themselves where they have series of their own", () => {
  const tileBad = (slo: string) =>
    print(recordings.find(({ record, labels }) => record === sloRecords.tileBad && labels.slo === slo)?.expression ?? expect.fail());
  expect(tileBad("availability")).toContain('slo_events_total{job="payment", slo="availability", outcome="bad"}');
  expect(tileBad("success")).toContain('payment_attempts_total{job="payment", outcome!~"ok|declined"}');
  expect(tileBad("booking")).toMatch(/booking_attempts_total.* - .*bookings_total/);
  expect(tileBad("matching")).toContain('le=~"120|120\\\\.0"');
});

test("an SLO with fewer tiers records only the windows that it needs, besides 5m and 1h", () => {
  const slo = defineSlo({ name: "a", help: "A.", objective: 0.99, sli: httpAvailability(), tiers: ["steady"] });
  const service = defineService({ name: "shop", title: "Shop", help: "Sells.", owner: "sales", port: 1, slos: [slo] });
  const windows = sloRules({ service, ...times }).flatMap((group) =>
    group.rules.flatMap((rule) => (rule.kind === "recording" ? (rule.labels.window ?? []) : [])),
  );
  expect(windows).toEqual(["5m", "1h", "6h", "3d"]);
});

test("an alert that cannot fire is not made: a day of errors is no tenth of a budget that is half of all events", () => {
  const slo = defineSlo({ name: "a", help: "A.", objective: 0.5, windowDays: 90, sli: httpAvailability(), tiers: ["steady"] });
  const service = defineService({ name: "shop", title: "Shop", help: "Sells.", owner: "sales", port: 1, slos: [slo] });
  const names = sloRules({ service, ...times }).flatMap((group) => group.rules.flatMap((rule) => (rule.kind === "alert" ? rule.name : [])));
  expect(names).toEqual(["ShopASteadyBurn", "ShopADataMissing", "ShopABudgetExhausted"]);
});

test("data of a counter with an open label is missing only where it was there before", () => {
  const calls = defineCounter({ name: "calls_total", help: "Calls.", labels: { outcome: ["ok", "failed"], peer: open({ max: 5 }) } });
  const sli = eventRatio({ good: { metric: calls, labels: { outcome: ["ok"] } }, total: { metric: calls, labels: {} } });
  const slo = defineSlo({ name: "calls", help: "Calls succeed.", objective: 0.99, sli });
  const service = defineService({ name: "shop", title: "Shop", help: "Sells.", owner: "sales", port: 1, metrics: { calls }, slos: [slo] });
  const missing = sloRules({ service, ...times })
    .flatMap((group) => group.rules)
    .find((rule) => rule.kind === "alert" && rule.name === "ShopCallsDataMissing");
  expect(print(missing?.expression ?? expect.fail())).toContain("last_over_time(slo:events:tile{");
});

test("braces in a definition's text stay text in an annotation", () => {
  const slo = defineSlo({ name: "a", help: "Answers {{ $labels.secret }}.", objective: 0.99, sli: httpAvailability() });
  const service = defineService({ name: "shop", title: "{{ Shop }}", help: "Sells.", owner: "sales", port: 1, slos: [slo] });
  const [alert] = sloRules({ service, ...times }).flatMap((group) => group.rules.filter((rule) => rule.kind === "alert"));
  expect(alert?.summary).toContain('{{ "{{" }} Shop }}');
  expect(alert?.description).toContain('{{ "{{" }} $labels.secret }}');
});

test.each([
  ["scrape_interval_invalid", { scrapeIntervalSeconds: 76 }, /76 s/],
  ["scrape_interval_invalid", { scrapeIntervalSeconds: 0 }, /0 s/],
  ["evaluation_interval_invalid", { evaluationIntervalSeconds: 301 }, /301 s/],
  ["tile_invalid", { tileSeconds: 45 }, /at least 60 s.*got 45 s/],
  ["tile_invalid", { tileSeconds: 70 }, /divides 3600 s, got 70 s/],
])("refuses with %s: %j", (code, change, text) => {
  const make = () => sloRules({ service: payment, ...times, ...change });
  expect(make).toThrow(expect.objectContaining({ name: "DefinitionError", code }));
  expect(make).toThrow(text);
});
