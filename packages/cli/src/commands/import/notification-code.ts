import { defineNotifications, type NotificationDefinition } from "@platform/grafana-dashboards/define";
import type { ImportedNotifications } from "@platform/grafana-dashboards/handwritten";
import { DefinitionError } from "@platform/metrics/define";
import { SEVERITIES } from "@platform/promql";

/** The TypeScript that defines notifications, with what to say still; or why a definition refuses what was found. */
export interface NotificationCode {
  readonly code: string;
  readonly refused?: string;
}

/** Stands where a file says nothing, so that the module compiles. */
const UNKNOWN = { team: "team-platform", channel: "#alerts", email: "alerts@example.com", smarthost: "smtp.example.com:587" };

export function notificationCode({ teams: found, fallback, slack, email, heartbeat, maintenance }: ImportedNotifications): NotificationCode {
  const names = Object.keys(found).length > 0 ? Object.keys(found) : [UNKNOWN.team];
  const teams = Object.fromEntries(names.map((team) => [team, { email: UNKNOWN.email, ...found[team] }]));
  const options = {
    teams,
    fallback: fallback ?? names[0] ?? UNKNOWN.team,
    slack: Object.fromEntries(SEVERITIES.map((severity) => [severity, slack[severity] ?? UNKNOWN.channel])) as NotificationDefinition["slack"],
    email: { from: UNKNOWN.email, smarthost: UNKNOWN.smarthost, ...email },
    ...(heartbeat !== undefined && { heartbeat }),
    ...(Object.keys(maintenance).length > 0 && { maintenance }),
  };
  const missing = [
    ...(names[0] === UNKNOWN.team && Object.keys(found).length === 0 ? ["teams, by the owners of services"] : []),
    ...names.filter((team) => found[team]?.email === undefined).map((team) => `the mail address of ${team}`),
    ...SEVERITIES.filter((severity) => slack[severity] === undefined).map((severity) => `the channel of Slack for ${severity}`),
    ...(email.from === undefined ? ["the sender of mails"] : []),
    ...(email.smarthost === undefined ? ["the mail server"] : []),
  ];
  const refused = refusal(options);
  const comment = [
    "Who is told of alerts, by the owner of each service. Secrets are files of their own.",
    ...(missing.length > 0 ? ["Still to be said:", ...missing.map((one) => `- ${one}`)] : []),
  ];
  const body = refused === undefined ? literal(options, "") : `/* ${inComment(refused)} */ ${literal(options, "")}`;
  return {
    code: [
      'import { defineNotifications } from "@platform/grafana-dashboards/define";',
      "",
      "/**",
      ...comment.map((line) => ` * ${inComment(line)}`),
      " */",
      `export const notifications = defineNotifications(${body});`,
    ].join("\n"),
    ...(refused !== undefined && { refused }),
  };
}

/** Asks the definition itself. */
function refusal(options: Parameters<typeof defineNotifications>[0]): string | undefined {
  try {
    defineNotifications(options);
    return undefined;
  } catch (error) {
    if (error instanceof DefinitionError) {
      return error.message;
    }
    throw error;
  }
}

/** What a file says must not end the comment in which it stands. */
function inComment(text: string): string {
  return text.replaceAll("*/", "* /").replaceAll(/\s+/g, " ");
}

/** Data as TypeScript: objects on lines of their own, lists on one. */
function literal(value: unknown, indent: string): string {
  if (Array.isArray(value)) {
    return `[${value.map((one) => literal(one, indent)).join(", ")}]`;
  }
  if (typeof value !== "object" || value === null) {
    return JSON.stringify(value) ?? "undefined";
  }
  const entries = Object.entries(value).map(([key, one]) => {
    const name = /^[a-zA-Z_]\w*$/.test(key) ? key : JSON.stringify(key);
    return `${indent}  ${name}: ${literal(one, `${indent}  `)},`;
  });
  return entries.length === 0 ? "{}" : `{\n${entries.join("\n")}\n${indent}}`;
}
