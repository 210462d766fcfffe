import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createWorkspace, SOUND, type Workspace } from "./command-line.ts";

let workspace: Workspace;

beforeEach(() => {
  workspace = createWorkspace({ "platform.config.ts": SOUND });
});
afterEach(() => workspace.remove());

const STARTED = ["--started", "2026-03-01T04:05+01:00"];
const FOLDER = "incidents/2026-03-01-checkout-is-down";

test("an incident begins with a timeline, a status update and a post-mortem that know the alert and the matrix", async () => {
  const { status, stdout } = await workspace.run(["incident", "new", "Checkout is down!", "--alert", "CheckoutDown", ...STARTED]);
  expect({ status, stdout }).toEqual({
    status: 0,
    stdout: `${["timeline", "status-update", "post-mortem"].map((name) => `${FOLDER}/${name}.md`).join("\n")}\n`,
  });
  const timeline = workspace.read(`${FOLDER}/timeline.md`);
  expect(timeline).toContain("| 03:05 | | CheckoutDown fired |");
  expect(timeline).toContain("| Priority | critical (On-call engineer → DevOps lead → CTO) |");
  expect(timeline).toContain("| Runbook | <https://example.com/runbooks/services/service-down.md> |");
  expect(timeline).toContain("- 03:10: On-call engineer has answered\n- 03:20: without progress call DevOps lead, then CTO\n");
  expect(workspace.read(`${FOLDER}/status-update.md`)).toContain("Since 03:05 UTC some customers cannot … (checkout)");
  expect(workspace.read(`${FOLDER}/post-mortem.md`).match(/^## .*/gm)).toEqual([
    "## Summary",
    "## Impact",
    "## Timeline",
    "## Cause",
    "## Detection",
    "## What went well, what went badly, where we were lucky",
    "## Actions",
  ]);
});

test("without an alert it is of high priority, and its channels are those of the platform", async () => {
  const notifications = `notifications: defineNotifications({
    teams: { "team-shop": { email: "shop@shop.example" } }, fallback: "team-shop",
    slack: { critical: "#critical", warning: "#alerts", info: "#notes" },
    email: { from: "alerts@shop.example", smarthost: "mail.shop.example:25" },
    incidents: { status: "#customers" }, contacts: { "Team lead": "+1-555-0100" },
  }),`;
  workspace.write(
    "platform.config.ts",
    SOUND.replace("import { definePlatform }", "import { defineNotifications, definePlatform }").replace("links: {", `${notifications} links: {`),
  );
  await workspace.run(["incident", "new", "Orders are lost", ...STARTED]);
  const folder = "incidents/2026-03-01-orders-are-lost";
  expect(workspace.read(`${folder}/timeline.md`)).toContain(
    "- 03:20: On-call engineer has answered\n- 03:35: without progress call Team lead (+1-555-0100)\n",
  );
  expect(workspace.read(`${folder}/timeline.md`)).toContain("Who works on it talks in #incidents.");
  expect(workspace.read(`${folder}/status-update.md`)).toContain("For #customers:");
  expect(workspace.read(`${folder}/post-mortem.md`)).toContain("in #post-mortems.");
});

test("what is there is not touched, and what makes no sense writes nothing", async () => {
  await workspace.run(["incident", "new", "Checkout is down", ...STARTED]);
  workspace.write(`${FOLDER}/timeline.md`, "mine");
  expect(await workspace.run(["incident", "new", "Checkout is down", ...STARTED])).toMatchObject({
    status: 2,
    stderr: expect.stringContaining("incident_exists"),
  });
  expect(workspace.read(`${FOLDER}/timeline.md`)).toBe("mine");
  for (const [code, ...args] of [
    ["title_invalid", "!!!"],
    ["alert_unknown", "Lost", "--alert", "CheckoutDwn"],
    ["time_invalid", "Lost", "--started", "yesterday"],
  ] as const) {
    expect(await workspace.run(["incident", "new", ...args])).toMatchObject({ status: 2, stderr: expect.stringContaining(code) });
  }
  expect(existsSync(join(workspace.folder, "incidents/2026-03-01-lost"))).toBe(false);
});
