import type { Escalation, Priority } from "@platform/alerts";
import type { OutputFile } from "@platform/grafana-dashboards";
import type { NotificationDefinition } from "@platform/grafana-dashboards/define";

/** All that is known when an incident begins. */
export interface Incident {
  readonly title: string;
  readonly platform: string;
  readonly started: Date;
  readonly priority: Priority;
  readonly escalation: Escalation;
  readonly notifications?: NotificationDefinition | undefined;
  readonly alert?: { readonly name: string; readonly team: string; readonly service: string; readonly runbook: string };
}

/** What is written while it lasts and after it: `timeline.md`, `status-update.md`, `post-mortem.md`. */
export function incidentDocuments(incident: Incident): readonly OutputFile[] {
  return [
    { path: "timeline.md", content: timeline(incident) },
    { path: "status-update.md", content: statusUpdate(incident) },
    { path: "post-mortem.md", content: postMortem(incident) },
  ];
}

function timeline(incident: Incident): string {
  const { started, alert, notifications } = incident;
  return page(`Timeline: ${incident.title}`, [
    ...facts(incident),
    notifications === undefined ? "" : `Who works on it talks in ${notifications.incidents.coordination}.`,
    "All times are UTC. Write down what was seen and done, not why.",
    [
      "| Time | Who | What |",
      "| --- | --- | --- |",
      `| ${clock(started)} | | ${alert === undefined ? "It began" : `${alert.name} fired`} |`,
      "| | | Acknowledged |",
      "| | | Who is hurt, and how much |",
      "| | | Mitigated |",
      "| | | Over |",
    ].join("\n"),
    ["## Deadlines", "", ...deadlines(incident)].join("\n"),
  ]);
}

function deadlines(incident: Incident): readonly string[] {
  const { started, escalation } = incident;
  const [first = "", second, ...others] = escalation.path.map((person) => contact(person, incident));
  const at = (seconds: number) => clock(new Date(started.getTime() + seconds * 1000));
  return [
    `- ${at(escalation.respondWithinSeconds)}: ${first} has answered`,
    ...(second === undefined ? [] : [`- ${at(escalation.escalateAfterSeconds)}: without progress call ${[second, ...others].join(", then ")}`]),
  ];
}

function statusUpdate(incident: Incident): string {
  const { notifications, started, alert } = incident;
  return page(`Status update: ${incident.title}`, [
    `For ${notifications?.incidents.status ?? "customers"}: what they see and what they can do, without names of machines. One as soon as it is acknowledged, then every half hour, and one when it is over.`,
    [
      "## Investigating",
      "",
      `Since ${clock(started)} UTC some customers cannot … ${alert?.service ? `(${alert.service})` : ""}`.trimEnd(),
      "We are looking for the cause. Next update by … UTC.",
    ].join("\n"),
    ["## Identified", "", "The cause is … Until it is mended: …", "Next update by … UTC."].join("\n"),
    ["## Resolved", "", `From ${clock(started)} to … UTC … It is mended. We are sorry for the trouble.`].join("\n"),
  ]);
}

function postMortem(incident: Incident): string {
  const { notifications } = incident;
  return page(`Post-mortem: ${incident.title}`, [
    `Without blame: people did what made sense with what they knew. Within five working days${notifications === undefined ? "" : `, in ${notifications.incidents.learning}`}.`,
    ...facts(incident),
    "## Summary\n\nWhat happened, in three sentences.",
    "## Impact\n\nWho could not do what, for how long; requests that failed, revenue, error budget spent.",
    "## Timeline\n\nSee [timeline.md](timeline.md).",
    "## Cause\n\nWhat broke, what let it break, and why nobody saw it before.",
    "## Detection\n\nWhich alert told of it, after how long? Did it come to the right people? Was its runbook right?",
    "## What went well, what went badly, where we were lucky\n\n- ",
    ["## Actions", "", "| What | Kind (prevent, detect, mitigate) | Owner | Due |", "| --- | --- | --- | --- |", "| | | | |"].join("\n"),
  ]);
}

function facts({ platform, started, priority, escalation, alert }: Incident): readonly string[] {
  const rows = [
    ["Platform", platform],
    ["Began", `${started.toISOString().slice(0, 10)} ${clock(started)} UTC`],
    ["Priority", `${priority} (${escalation.path.join(" → ")})`],
    ...(alert === undefined
      ? []
      : [
          ["Alert", alert.name],
          ["Service", alert.service],
          ["Team", alert.team],
          ["Runbook", `<${alert.runbook}>`],
        ]),
  ].filter(([, value]) => value !== "");
  return [["| | |", "| --- | --- |", ...rows.map(([name, value]) => `| ${name} | ${value} |`)].join("\n")];
}

function contact(person: string, { notifications }: Incident): string {
  const how = notifications?.contacts[person];
  return how === undefined ? person : `${person} (${how})`;
}

function clock(time: Date): string {
  return time.toISOString().slice(11, 16);
}

function page(title: string, parts: readonly string[]): string {
  return `${[`# ${title}`, ...parts.filter((part) => part !== "")].join("\n\n")}\n`;
}
