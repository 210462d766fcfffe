import { buildModel } from "@platform/grafana-dashboards";
import { definePlatform } from "@platform/grafana-dashboards/define";
import { defineService } from "@platform/slo/define";
import { prometheus } from "@platform/stack/define";
import { expect, test } from "vitest";
import { definedAlerts } from "../../alertmanager/defined-alerts.ts";
import { silencedBy, silenceMatchers } from "./silence-matchers.ts";

const url = "http://localhost";
const links = { grafana: url, prometheus: url, alertmanager: url, runbooks: url };
const till = defineService({ name: "till", title: "Till", help: "Sells.", owner: "team-shop", port: 4001 });
const alerts = definedAlerts(buildModel(definePlatform({ name: "shop", title: "Shop", services: [till], uses: [prometheus()], links })));
const reached = (...texts: string[]) => silencedBy(silenceMatchers(texts, alerts), alerts).map(({ rule }) => rule.name);

test.each(["severity=info", "service=prometheus", "alertname=~Prometheus.*", "team!=team-shop"])(
  "%s is too wide: it reaches the watchdog",
  (text) => {
    expect(() => reached(text)).toThrow(expect.objectContaining({ code: "silence_too_wide" }));
  },
);

test.each(["alertname=~(?i)TILLDOWN", "alertname=~\\QTillDown\\E\\z", "alertname=~Till[[:upper:]]own"])(
  "%s is read as Alertmanager reads it",
  (text) => {
    expect(reached(text)).toEqual(["TillDown"]);
  },
);

test.each([
  ["service=~(?!till).+", "it looks around with (?!"],
  ["service=~(till)\\1", "it refers back with \\1"],
  ["service=~till(", "it is no regular expression"],
])("%s is a pattern that Alertmanager refuses", (text, why) => {
  expect(() => reached(text)).toThrow(expect.objectContaining({ code: "matcher_invalid", message: expect.stringContaining(why) }));
});

test("the watchdog is silenced by its name alone, and left out by its name", () => {
  expect(reached("PrometheusWatchdog")).toEqual(["PrometheusWatchdog"]);
  const others = reached("severity=info", "alertname!=PrometheusWatchdog");
  expect(others).not.toContain("PrometheusWatchdog");
  expect(others.length).toBeGreaterThan(0);
});
