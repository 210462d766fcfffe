import { type Escalation, escalations, limitText, PRIORITIES, type Priority, severities } from "@platform/alerts";
import { type Model, markdownCell, type OutputFile } from "@platform/grafana-dashboards";
import type { NotificationDefinition } from "@platform/grafana-dashboards/define";
import { SEVERITIES } from "@platform/promql";
import { GENERATED } from "./page-text.ts";

/**
 * Who is called, when, and what is done: the escalation matrix, the process, channels, teams and contacts.
 *
 * @returns `docs/incident-response.md`
 */
export function renderIncidentResponse({ platform }: Model): OutputFile {
  const { notifications, title } = platform;
  const text = [
    GENERATED,
    "",
    `# Incident response of ${markdownCell(title)}`,
    "",
    "What to do about an alert is in its [runbook](../runbooks/README.md).",
    "",
    "## Escalation matrix",
    "",
    "| Priority | Answer within | Escalate after | Path | Severity at PagerDuty |",
    "| --- | --- | --- | --- | --- |",
    ...PRIORITIES.map((priority) => matrixRow(priority, escalations[priority])),
    "",
    "Every alert carries its priority as the label `priority`:",
    "",
    "| Severity of the alert | Holds for, unless it says otherwise | Priority |",
    "| --- | --- | --- |",
    ...SEVERITIES.map((severity) => `| ${severity} | ${time(severities[severity].forSeconds)} | ${severities[severity].priority} |`),
    "| warning that asks for a ticket (label `action`) | | medium |",
    "",
    "## Process",
    "",
    ...processOf(escalations.critical),
    ...(notifications === undefined ? [] : told(notifications)),
  ];
  return { path: "docs/incident-response.md", content: `${text.join("\n")}\n` };
}

function matrixRow(priority: Priority, { respondWithinSeconds, escalateAfterSeconds, path, pagerdutySeverity }: Escalation): string {
  return `| ${priority} | ${time(respondWithinSeconds)} | ${time(escalateAfterSeconds)} | ${path.join(" → ")} | ${pagerdutySeverity} |`;
}

/** In the times of what is critical. */
function processOf({ respondWithinSeconds, escalateAfterSeconds }: Escalation): readonly string[] {
  const [answer, escalation] = [time(respondWithinSeconds), time(escalateAfterSeconds)];
  return [
    `1. **Acknowledge**, within ${answer}: acknowledge the page, open the runbook, say who is hurt and how much. \`platform incident new\` begins the papers.`,
    `2. **Respond**, from ${answer} to ${escalation}: follow the runbook, mitigate first, write down each step with its time.`,
    `3. **Investigate**, from ${escalation} on: call the next one on the path, look for the cause, mend it for good.`,
    "4. **Document**, afterwards: post-mortem without blame, runbook and alerts brought up to date.",
  ];
}

function told({ slack, incidents, teams, fallback, contacts, maintenance }: NotificationDefinition): readonly string[] {
  const people = Object.entries(contacts);
  const windows = Object.entries(maintenance).toSorted(([one], [other]) => (one < other ? -1 : 1));
  return [
    "",
    "## Channels",
    "",
    "| Channel | For |",
    "| --- | --- |",
    ...SEVERITIES.map((severity) => `| ${slack[severity]} | alerts of severity ${severity} |`),
    `| ${incidents.coordination} | who works on an incident |`,
    `| ${incidents.status} | what customers are told |`,
    `| ${incidents.learning} | what was learnt |`,
    "",
    "## Teams",
    "",
    "| Team | Slack | Mail |",
    "| --- | --- | --- |",
    ...Object.entries(teams)
      .toSorted(([one], [other]) => (one < other ? -1 : 1))
      .map(
        ([team, { slack: own = "–", email }]) => `| ${team}${team === fallback ? " (and what nobody owns)" : ""} | ${own} | ${markdownCell(email)} |`,
      ),
    ...(people.length === 0
      ? []
      : ["", "## Contacts", "", "| Who | How |", "| --- | --- |", ...people.map(([who, how]) => `| ${who} | ${markdownCell(how)} |`)]),
    ...(windows.length === 0
      ? []
      : [
          "",
          "## Maintenance windows",
          "",
          "| Window | When | Quiet meanwhile |",
          "| --- | --- | --- |",
          ...windows.map(([name, window]) => `| ${name} | ${whenText(window)} | ${(window.mutes ?? ["warning", "info"]).join(", ")} |`),
        ]),
  ];
}

function whenText({ weekdays, daysOfMonth, from, to, timeZone = "UTC" }: NotificationDefinition["maintenance"][string]): string {
  const days = [weekdays?.join(", "), daysOfMonth && `days ${daysOfMonth.join(" to ")} of the month`].filter((part) => part !== undefined);
  return `${days.length === 0 ? "every day" : days.join(", ")}, ${from} to ${to} ${timeZone}`;
}

function time(seconds: number): string {
  return limitText(seconds, { unit: "seconds", perSecond: false });
}
