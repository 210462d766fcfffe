import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createWorkspace, type Workspace } from "./command-line.ts";

/** A platform with one alert of its own and somebody to tell; `severity`, `owner` and `summary` are set by each case. */
function configuration({ severity = "critical", owner = "team-shop", summary = "{title} fails" } = {}): string {
  return `import { alertAbove, shareOf } from "@platform/alerts";
import { defineNotifications, definePlatform } from "@platform/grafana-dashboards/define";
import { defineCounter } from "@platform/metrics/define";
import { defineService } from "@platform/slo/define";

const orders = defineCounter({ name: "orders_total", help: "Orders.", labels: { outcome: ["paid", "failed"] } });
const failures = alertAbove(shareOf(orders, { outcome: "failed" }), {
  category: "business",
  limits: { ${severity}: 0.05 },
  summary: ${JSON.stringify(summary)},
  description: "Orders fail.",
  runbook: "business/order-failures",
});
const till = defineService({ name: "till", title: "Till", help: "Sells.", owner: "${owner}", port: 4001, metrics: { orders }, alerts: { failures } });
const notifications = defineNotifications({
  teams: { "team-shop": { email: "shop@shop.example" } },
  fallback: "team-shop",
  slack: { critical: "#critical", warning: "#alerts", info: "#notes" },
  email: { from: "alerts@shop.example", smarthost: "mail.shop.example:25" },
});
const url = "http://localhost";
const links = { grafana: url, prometheus: url, alertmanager: url, runbooks: url };
export default definePlatform({ name: "shop", title: "Shop", services: [till], links, notifications });
`;
}

let workspace: Workspace;

beforeEach(() => {
  workspace = createWorkspace({ "platform.config.ts": configuration() });
});
afterEach(() => workspace.remove());

test.each([
  [
    "an unknown severity",
    { severity: "fatal" },
    "severity_unknown",
    'A limit is set for severity "fatal"; severities are critical, warning, info.',
    ":7:",
  ],
  [
    "an owner without a channel",
    { owner: "team-lost" },
    "owner-reached",
    'go to team "team-lost", which has no channels among the notifications (team-shop).',
    ":14:",
  ],
  [
    "a template that is not closed",
    { summary: "{title} fails on {{ $labels.job" },
    "template-valid",
    'Its summary opens "{{ $labels.job" and never closes it.',
    ":14:",
  ],
])("check finds %s, with its place and the rule", async (_what, wrong, code, message, line) => {
  workspace.write("platform.config.ts", configuration(wrong));
  const { status, stdout, stderr } = await workspace.run(["check", "--no-runbooks"]);
  expect(status).toBe(1);
  expect(stdout + stderr).toContain(`[${code}]`);
  expect(stdout + stderr).toContain(message);
  expect(stdout + stderr).toContain(`platform.config.ts${line}`);
});

test("check finds a receiver whose secret is not a file, with its place and the rule", async () => {
  mkdirSync(join(workspace.folder, "secrets"));
  writeFileSync(join(workspace.folder, "secrets/slack-url"), "https://hooks.slack.example/x");
  const { status, stdout } = await workspace.run(["check", "--no-runbooks", "--secrets", "secrets"]);
  expect(status).toBe(1);
  expect(stdout).toContain("[secret-present] secret pagerduty-team-shop");
  expect(stdout).toContain("platform.config.ts:15:");
  expect(stdout).not.toContain("slack-url");
});

test("check finds an inhibition that can never match, with its line and why", async () => {
  workspace.write(
    "alertmanager.yml",
    `route: { receiver: all }
receivers: [{ name: all }]
inhibit_rules:
  - source_matchers: ['alertname="TillDwn"']
    target_matchers: ['severity="warning"']
    equal: [service]
`,
  );
  const { status, stdout } = await workspace.run(["check", "--alertmanager", "alertmanager.yml", "--catalog", "platform.config.ts", "--no-runbooks"]);
  expect(status).toBe(1);
  expect(stdout).toContain("[inhibition-matches] inhibition 1");
  expect(stdout).toContain('No alert can be its source: none carries alertname="TillDwn".');
  expect(stdout).toContain("alertmanager.yml:4:");
});
