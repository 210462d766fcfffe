import { type Model, type OutputFile, renderYaml } from "@platform/grafana-dashboards";
import type { NotificationDefinition } from "@platform/grafana-dashboards/define";
import { SEVERITIES } from "@platform/promql";
import { inhibitRules } from "./alert-inhibitions.ts";
import type { AlertmanagerConfig } from "./alertmanager-config.ts";
import { receivers } from "./receivers.ts";
import { silentRoutes, teamRoutes, timeIntervals, UNROUTED } from "./routes.ts";
import { renderTemplates } from "./templates.ts";

/**
 * Alertmanager's configuration. With `notifications`: a route and a receiver for each team and severity, their channels, templates,
 * maintenance windows. Without: a receiver for each severity that notifies nobody; alerts are read from Alertmanager itself.
 *
 * @returns `alertmanager/alertmanager.yml`, and with notifications `alertmanager/templates/notifications.tmpl`
 */
export function renderAlertmanager(model: Model): readonly OutputFile[] {
  const config = { path: "alertmanager/alertmanager.yml", content: renderYaml(alertmanagerConfig(model)) };
  return model.platform.notifications === undefined ? [config] : [config, renderTemplates()];
}

/** What `alertmanager.yml` says. */
export function alertmanagerConfig(model: Model): AlertmanagerConfig {
  const { notifications } = model.platform;
  const inhibitions = { inhibit_rules: inhibitRules(model) };
  if (notifications === undefined) {
    return { route: silentRoutes(), ...inhibitions, receivers: [UNROUTED, ...SEVERITIES].map((name) => ({ name })) };
  }
  const windows = timeIntervals(notifications.maintenance);
  return {
    global: globalSettings(notifications),
    templates: ["templates/*.tmpl"],
    route: teamRoutes(model, notifications),
    ...inhibitions,
    receivers: receivers(model, notifications),
    ...(windows.length > 0 && { time_intervals: windows }),
  };
}

function globalSettings({ email, secretsFolder }: NotificationDefinition): object {
  const { from, smarthost, username, requireTls = true } = email;
  return {
    slack_api_url_file: `${secretsFolder}/slack-url`,
    smtp_from: from,
    smtp_smarthost: smarthost,
    smtp_require_tls: requireTls,
    ...(username !== undefined && { smtp_auth_username: username, smtp_auth_password_file: `${secretsFolder}/smtp-password` }),
  };
}
