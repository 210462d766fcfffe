import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { defineNotifications } from "@platform/grafana-dashboards/define";
import { alertmanagerProgram, createProgramGroup, findFreePort, findProgram, type ProgramGroup } from "@platform/stack";
import { type StandInReceivers, startStandInReceivers } from "@platform/stack/testing";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { createWorkspace, SOUND, type Workspace } from "./command-line.ts";

vi.setConfig({ testTimeout: 120_000 });

let receivers: StandInReceivers;
let workspace: Workspace;
let group: ProgramGroup;
let url: string;
let configFile: string;

const told = defineNotifications({
  teams: { "team-shop": { email: "shop@shop.example", slack: "#team-shop" } },
  fallback: "team-shop",
  slack: { critical: "#critical-alerts", warning: "#alerts", info: "#alerts-info" },
  email: { from: "alerts@shop.example", smarthost: "mail.shop.example:25" },
});

/** A true Alertmanager on what `platform generate` wrote, whose receivers are stand-ins of this machine. */
beforeAll(async () => {
  receivers = await startStandInReceivers();
  workspace = createWorkspace();
  group = createProgramGroup({ logFolder: workspace.folder });
  const port = await findFreePort();
  const secretsFolder = join(workspace.folder, "secrets");
  const notifications = receivers.at(told, { secretsFolder });
  mkdirSync(secretsFolder);
  for (const [name, secret] of Object.entries(receivers.secretsOf(notifications))) {
    writeFileSync(join(secretsFolder, name), secret);
  }
  url = `http://127.0.0.1:${port}`;
  const config = SOUND.replace("http://localhost:9093", `http://127.0.0.1:${port}`).replace(
    "links: {",
    `notifications: ${JSON.stringify(notifications)},\n  links: {`,
  );
  workspace.write("platform.config.ts", config);
  expect((await workspace.run(["generate"])).stderr).not.toContain("error");
  const found = await findProgram("alertmanager", { searchPath: `${process.env.PATH}:/usr/bin` });
  configFile = join(workspace.folder, "deploy/alertmanager/alertmanager.yml");
  await group.start([
    alertmanagerProgram({ found, configFile, dataFolder: join(workspace.folder, "data"), port, externalUrl: `http://127.0.0.1:${port}` }),
  ]);
}, 60_000);

afterAll(async () => {
  await group?.stop();
  await receivers?.[Symbol.asyncDispose]();
  workspace?.remove();
});

async function newest(): Promise<{ readonly id: string; readonly comment: string }> {
  const { stdout } = await workspace.run(["silence", "list", "--json"]);
  const { silences } = JSON.parse(stdout) as { silences: { id: string; comment: string }[] };
  return silences[0] ?? { id: "", comment: "" };
}

test("a test alert goes the way of a real one, and every channel of its receiver says that it took it", async () => {
  const { status, stdout, stderr } = await workspace.run(["alert", "test", "CheckoutDown"]);
  expect({ status, stderr }).toEqual({ status: 0, stderr: "PlatformTest of team-shop, critical, services: receiver team-shop-critical\n" });
  expect(stdout).toMatch(/^CHANNEL +SENT +FAILED TRIES\nemail +1 of 1 +0\npagerduty +1 of 1 +0\nslack +2 of 2 +0\nEvery channel took it\.\n$/);
  expect(receivers.pagerduty.accepted[0]?.payload?.summary).toContain("A test of notifications: nothing is wrong");
  expect(receivers.slack.accepted.map(({ channel }) => channel).toSorted()).toEqual(["#critical-alerts", "#team-shop"]);
  expect(receivers.mails.accepted).toHaveLength(1);
});

test("a silence is made for a reason, keeps quiet what it names, is listed, and ends", async () => {
  const made = await workspace.run([
    "silence",
    "add",
    "team=team-shop",
    "alertname!=Watchdog",
    "--for",
    "2h",
    "--because",
    "moving the database",
    "--by",
    "ada",
  ]);
  expect(made.status).toBe(0);
  expect(made.stdout).toMatch(
    /^silence [\w-]+ until .*Z: team="team-shop", alertname!="Watchdog"\nIt reaches \d+ alerts of the definitions, of which \d+ fires? now\.\n/,
  );
  const { id, comment } = await newest();
  expect(comment).toBe("moving the database");
  expect((await workspace.run(["silence", "list"])).stdout).toMatch(
    new RegExp(`${id} +.*Z +ada +team="team-shop", alertname!="Watchdog" +moving the database`),
  );
  const quiet = await workspace.run(["alert", "test", "CheckoutDown"]);
  expect(quiet).toMatchObject({ status: 1, stderr: expect.stringContaining("alert_silenced") });
  expect((await workspace.run(["silence", "end", id])).stdout).toContain(`silence ${id} has ended`);
  expect((await workspace.run(["silence", "list"])).stdout).toBe("nothing is silenced\n");
  expect((await workspace.run(["alert", "test", "CheckoutDown", "--json"])).status).toBe(0);
  expect(await workspace.run(["silence", "end", id])).toMatchObject({ status: 2, stderr: expect.stringContaining("silence_unknown") });
});

test("a silence of alerts by their names reaches these alone", async () => {
  const { stdout } = await workspace.run(["silence", "add", "CheckoutDown", "CheckoutHighErrorRate", "--for", "30m", "--because", "tried", "--json"]);
  const { id, alerts, matchers } = JSON.parse(stdout) as { id: string; alerts: string[]; matchers: object[] };
  expect(alerts.toSorted()).toEqual(["CheckoutDown", "CheckoutHighErrorRate"]);
  expect(matchers).toEqual([{ name: "alertname", value: "CheckoutDown|CheckoutHighErrorRate", isRegex: true, isEqual: true }]);
  await workspace.run(["silence", "end", id]);
});

test.each([
  ["alert_unknown", 2, ["silence", "add", "CheckoutDwn", "--for", "1h", "--because", "x"]],
  ["silence_matches_nothing", 2, ["silence", "add", "service=nobody", "--for", "1h", "--because", "x"]],
  ["matcher_invalid", 2, ["silence", "add", "service=~(", "--for", "1h", "--because", "x"]],
  ["There is CheckoutDown", 2, ["silence", "add", "CheckoutDwn", "--for", "1h", "--because", "x"]],
  ["reason_missing", 2, ["silence", "add", "CheckoutDown", "--for", "1h", "--because", " "]],
  ["It is a time such as 90m, 2h or 1d, 30d at most", 2, ["silence", "add", "CheckoutDown", "--for", "31d", "--because", "x"]],
  ["team_unknown", 2, ["alert", "test", "--team", "nobody"]],
  ["alertmanager_unreachable", 3, ["alert", "test", "--alertmanager", "http://127.0.0.1:2"]],
  ["url_invalid", 2, ["silence", "list", "--alertmanager", "nowhere"]],
])("refused with %s", async (code, status, args) => {
  expect(await workspace.run(args)).toMatchObject({ status, stderr: expect.stringContaining(code) });
});

test("a test alert whose route continues asks the channels of every receiver that it comes to", async () => {
  const written = readFileSync(configFile, "utf8");
  const toAll = '  routes:\n    - receiver: "unrouted"\n      group_wait: "0s"\n      continue: true\n';
  writeFileSync(configFile, written.replace("  routes:\n", toAll));
  expect((await fetch(`${url}/-/reload`, { method: "POST" })).status).toBe(200);
  const { stdout } = await workspace.run(["alert", "test", "CheckoutDown", "--json"]);
  expect(JSON.parse(stdout)).toMatchObject({
    ok: true,
    receivers: ["unrouted", "team-shop-critical"],
    channels: [
      { channel: "email", expected: 2 },
      { channel: "slack", expected: 3 },
      { channel: "pagerduty", expected: 1 },
    ],
  });
  writeFileSync(configFile, written);
  await fetch(`${url}/-/reload`, { method: "POST" });
});

test("a channel that refuses what it is sent fails the test of the alert, by name", async () => {
  await receivers[Symbol.asyncDispose]();
  const { status, stdout } = await workspace.run(["alert", "test", "CheckoutDown", "--wait", "4"]);
  expect(status).toBe(1);
  expect(stdout).toMatch(/pagerduty +0 of 1 +[1-9]/);
  expect(stdout).toContain("Not every channel took it within 4 s");
});
