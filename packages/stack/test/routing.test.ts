import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { buildModel } from "@platform/grafana-dashboards";
import { checkHandwritten } from "@platform/grafana-dashboards/handwritten";
import { ALERT_CATEGORIES, SEVERITIES } from "@platform/promql";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parse } from "yaml";
import travel from "../../../examples/travel-platform/platform.config.ts";
import { findProgram } from "../src/operate/native/find-program.ts";
import { renderAlertmanager } from "../src/render/alertmanager/render-alertmanager.ts";
import { folderWith, SEARCH_PATH } from "./live-programs.ts";
import { notifiedPlatform } from "./notified-platform.ts";

const model = buildModel(travel);
const files = renderAlertmanager(model);
const teams = Object.keys(travel.notifications?.teams ?? {});
/** Teams whose services sell: they own critical alerts of the business. */
const SELLING: readonly string[] = ["shop", "payments", "stays", "mobility"];
const run = promisify(execFile);

let folder: Awaited<ReturnType<typeof folderWith>>;
let amtool: string;

beforeAll(async () => {
  folder = await folderWith(files);
  amtool = (await findProgram("amtool", { searchPath: SEARCH_PATH })).file;
});
afterAll(() => folder[Symbol.asyncDispose]());

async function receiverOf(labels: Readonly<Record<string, string>>): Promise<string> {
  const given = Object.entries(labels).map(([label, value]) => `${label}=${value}`);
  const config = join(folder.path, "alertmanager/alertmanager.yml");
  return (await run(amtool, ["config", "routes", "test", `--config.file=${config}`, ...given])).stdout.trim();
}

function expected(team: string, severity: string, category: string): string {
  return severity === "critical" && category === "business" && SELLING.includes(team) ? `${team}-critical-business` : `${team}-${severity}`;
}

test("amtool accepts configuration and templates", async () => {
  const { stdout } = await run(amtool, ["check-config", join(folder.path, "alertmanager/alertmanager.yml")]);
  expect(stdout).toContain("1 templates");
});

test.each(teams)("every severity and category of %s comes to its receiver", async (team) => {
  const matrix = SEVERITIES.flatMap((severity) => ALERT_CATEGORIES.map((category) => [severity, category] as const));
  const found = await Promise.all(matrix.map(([severity, category]) => receiverOf({ team, severity, category, alertname: "Any", service: "any" })));
  expect(found).toEqual(matrix.map(([severity, category]) => expected(team, severity, category)));
});

test("every alert of the platform has a team, a severity and a category of the matrix", () => {
  const strange = model.ruleFiles.flatMap(({ owner, groups }) =>
    groups
      .flatMap(({ rules }) => rules.filter((rule) => rule.kind === "alert"))
      .filter(
        ({ severity, category, labels }) =>
          !teams.includes(labels.team ?? owner) || !SEVERITIES.includes(severity) || !ALERT_CATEGORIES.includes(category),
      ),
  );
  expect(strange).toEqual([]);
});

test.each([
  ["the watchdog goes to what expects it", { alertname: "PrometheusWatchdog", team: "platform", severity: "info" }, "heartbeat"],
  ["an alert of nobody is seen", { alertname: "Stray", severity: "critical" }, "unrouted"],
  ["a severity that nobody knows stays with the team", { alertname: "Stray", team: "shop", severity: "catastrophe" }, "shop-warning"],
])("%s", async (_what, labels, receiver) => {
  expect(await receiverOf(labels)).toBe(receiver);
});

test("PagerDuty gets what is critical, Slack all in the channel of the severity, mail what is no mere note, text messages the business", () => {
  const { receivers } = parse(files[0]?.content ?? "") as { receivers: Record<string, unknown>[] };
  const of = (name: string) => receivers.find((one) => one.name === name) ?? {};
  const channels = (name: string) => (of(name).slack_configs as { channel: string }[]).map(({ channel }) => channel);
  for (const team of teams) {
    expect(Object.keys(of(`${team}-critical`))).toEqual(["name", "pagerduty_configs", "slack_configs", "email_configs"]);
    expect(Object.keys(of(`${team}-warning`))).toEqual(["name", "slack_configs", "email_configs"]);
    expect(Object.keys(of(`${team}-info`))).toEqual(["name", "slack_configs"]);
    expect(channels(`${team}-critical`)).toEqual(["#critical-alerts", `#team-${team}`]);
    expect(channels(`${team}-warning`)).toEqual(["#alerts", `#team-${team}`]);
  }
  for (const team of SELLING) {
    expect(Object.keys(of(`${team}-critical-business`))).toEqual(["name", "pagerduty_configs", "slack_configs", "email_configs", "webhook_configs"]);
  }
});

test("secrets stand in files, and in files alone", () => {
  const text = files[0]?.content ?? "";
  expect(text).not.toMatch(/\b(?:routing_key|service_key|api_url|smtp_auth_password|auth_password|credentials|password|bearer_token):/);
});

test.each([
  ["the travel platform", travel],
  ["a small one", notifiedPlatform()],
])("no route and no inhibition of %s is in vain", (_what, platform) => {
  const built = buildModel(platform);
  const [config] = renderAlertmanager(built);
  const problems = checkHandwritten(
    { rules: [], dashboards: [], alertmanager: [{ path: "alertmanager.yml", text: config?.content ?? "" }] },
    { model: built },
  );
  // A team without notes keeps the route for them: its next alert may be one.
  const serious = problems.filter(
    ({ check, subject }) => !(check === "receiver-reached" || (check === "route-reached" && /-(?:info|warning|critical)$/.test(subject))),
  );
  expect(serious.map(({ check, subject, message }) => `${check}: ${subject}: ${message}`)).toEqual([]);
});
