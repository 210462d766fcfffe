import type { Model } from "@platform/grafana-dashboards";
import { type NotificationDefinition, type WebhookSettings, webhookSecret } from "@platform/grafana-dashboards/define";
import { SEVERITIES, type Severity } from "@platform/promql";
import type { Receiver } from "./alertmanager-config.ts";
import { HEARTBEAT, hasCriticalBusiness, receiverName, UNROUTED } from "./routes.ts";
import { template } from "./templates.ts";

/** A colour of Slack's for each state and severity. */
const COLOR = '{{ if eq .Status "resolved" }}good{{ else if eq .CommonLabels.severity "critical" }}danger{{ else }}warning{{ end }}';

/** PagerDuty for what is critical, Slack for all, a mail as a copy of what matters, a text message for critical alerts of the business. */
export function receivers(model: Model, notifications: NotificationDefinition): readonly Receiver[] {
  const { teams, fallback, slack, heartbeat, secretsFolder } = notifications;
  const fallbackMail = teams[fallback]?.email ?? "";
  const ofTeams = Object.keys(teams)
    .toSorted()
    .flatMap((team) => [
      ...(notifications.sms !== undefined && hasCriticalBusiness(model, team) ? [receiver(team, "critical", notifications, true)] : []),
      ...SEVERITIES.map((severity) => receiver(team, severity, notifications)),
    ]);
  return [
    { name: UNROUTED, slack_configs: [slackConfig(slack.warning)], email_configs: [emailConfig(fallbackMail)] },
    {
      name: HEARTBEAT,
      ...(heartbeat !== undefined && {
        webhook_configs: [{ url: heartbeat.url, send_resolved: false, http_config: loginTo("heartbeat", heartbeat, secretsFolder) }],
      }),
    },
    ...ofTeams,
  ];
}

function receiver(team: string, severity: Severity, notifications: NotificationDefinition, isBusiness = false): Receiver {
  const { teams, slack, sms, secretsFolder } = notifications;
  const { email = "", slack: own } = teams[team] ?? {};
  const channels = [slack[severity], ...(own === undefined || own === slack[severity] ? [] : [own])];
  return {
    name: receiverName(team, severity, isBusiness),
    ...(severity === "critical" && { pagerduty_configs: [pagerdutyConfig(team, notifications)] }),
    slack_configs: channels.map(slackConfig),
    ...(severity !== "info" && { email_configs: [emailConfig(email)] }),
    ...(isBusiness &&
      sms !== undefined && {
        webhook_configs: [{ url: sms.url, send_resolved: true, max_alerts: 1, http_config: loginTo("sms", sms, secretsFolder) }],
      }),
  };
}

/** https://developer.pagerduty.com/docs/send-alert-event */
function pagerdutyConfig(team: string, { pagerduty, secretsFolder }: NotificationDefinition): object {
  return {
    routing_key_file: `${secretsFolder}/pagerduty-${team}`,
    ...(pagerduty.url !== undefined && { url: pagerduty.url }),
    send_resolved: true,
    severity: template("pagerduty.severity"),
    description: template("line"),
    class: "{{ .CommonLabels.category }}",
    component: "{{ .CommonLabels.service }}",
    group: "{{ .CommonLabels.team }}",
    client: "Alertmanager",
    client_url: template("link.silence"),
    details: {
      what: template("text"),
      answer: template("answer"),
      runbook: template("link.runbook"),
      dashboard: template("link.dashboard"),
      silence: template("link.silence"),
      firing: "{{ .Alerts.Firing | len }}",
      resolved: "{{ .Alerts.Resolved | len }}",
    },
    links: [
      { href: template("link.runbook"), text: "Runbook" },
      { href: template("link.dashboard"), text: "Dashboard" },
      { href: template("link.silence"), text: "Silence" },
    ],
  };
}

/** https://api.slack.com/reference/messaging/attachments */
function slackConfig(channel: string): object {
  return {
    channel,
    send_resolved: true,
    color: COLOR,
    title: template("title"),
    title_link: template("link.runbook"),
    fallback: template("line"),
    text: template("text"),
    footer: template("answer"),
    actions: [
      { type: "button", text: "Runbook", url: template("link.runbook") },
      { type: "button", text: "Dashboard", url: template("link.dashboard") },
      { type: "button", text: "Silence", url: template("link.silence") },
    ],
  };
}

function emailConfig(to: string): object {
  return { to, send_resolved: true, headers: { Subject: template("title") }, text: template("mail.text"), html: template("mail.html") };
}

/** https://prometheus.io/docs/alerting/0.25/configuration/#http_config */
function loginTo(name: string, webhook: WebhookSettings, secretsFolder: string): object {
  const file = `${secretsFolder}/${webhookSecret(name, webhook)}`;
  return webhook.username === undefined
    ? { authorization: { type: "Bearer", credentials_file: file } }
    : { basic_auth: { username: webhook.username, password_file: file } };
}
