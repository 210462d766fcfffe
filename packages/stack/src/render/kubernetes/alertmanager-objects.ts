import type { Model } from "@platform/grafana-dashboards";
import type { NotificationDefinition } from "@platform/grafana-dashboards/define";
import type { InhibitRule, Receiver, Route } from "../alertmanager/alertmanager-config.ts";
import { alertmanagerConfig } from "../alertmanager/render-alertmanager.ts";
import { SECRETS } from "./workload.ts";

/** Name of the Secret with the users of webhooks. */
export const WEBHOOK_USERS = "webhook-users";

type Fields = Readonly<Record<string, unknown>>;

/**
 * The same routes, receivers and inhibitions as the operator reads them: secrets are keys of a Secret. Windows of maintenance in other zones than UTC
 * are left out, and with them the muting: an AlertmanagerConfig knows no zones.
 *
 * @returns `spec` of an AlertmanagerConfig
 * @see https://prometheus-operator.dev/docs/api-reference/api/#monitoring.coreos.com/v1alpha1.AlertmanagerConfigSpec
 */
export function alertmanagerSpec(model: Model): object {
  const config = alertmanagerConfig(model);
  const intervals = (config.time_intervals ?? []) as readonly TimeInterval[];
  const inUtc = intervals.filter(({ time_intervals }) => time_intervals.every(({ location }) => location === "UTC"));
  const kept = new Set(inUtc.map(({ name }) => name));
  return {
    route: routeOf(config.route, kept),
    receivers: config.receivers.map(receiverOf),
    inhibitRules: config.inhibit_rules.map(inhibitRuleOf),
    ...(inUtc.length > 0 && { muteTimeIntervals: inUtc.map(intervalOf) }),
  };
}

/**
 * The users of webhooks, which the operator reads from a Secret beside their passwords; none of them is a secret.
 *
 * @returns by key
 */
export function webhookUsers({ platform: { notifications } }: Model): Readonly<Record<string, string>> {
  const { sms, heartbeat } = notifications ?? {};
  return Object.fromEntries(
    Object.entries({ sms, heartbeat }).flatMap(([name, webhook]) => (webhook?.username === undefined ? [] : [[name, webhook.username] as const])),
  );
}

/** Settings that stand for all receivers. @see https://prometheus-operator.dev/docs/api-reference/api/#monitoring.coreos.com/v1.AlertmanagerGlobalConfig */
export function alertmanagerGlobal({ email: { from, smarthost, username, requireTls = true } }: NotificationDefinition): object {
  const [host, port] = smarthost.split(":");
  return {
    slackApiUrl: secretKey("slack-url"),
    smtp: {
      from,
      smartHost: { host, port },
      requireTLS: requireTls,
      ...(username !== undefined && { authUsername: username, authPassword: secretKey("smtp-password") }),
    },
  };
}

function routeOf(
  { receiver, matchers, group_by, group_wait, group_interval, repeat_interval, mute_time_intervals = [], routes }: Route,
  kept: ReadonlySet<string>,
): object {
  const muted = mute_time_intervals.filter((name) => kept.has(name));
  return {
    receiver,
    ...(matchers && { matchers: matchers.map(matcherOf) }),
    ...(group_by && { groupBy: group_by }),
    ...(group_wait && { groupWait: group_wait }),
    ...(group_interval && { groupInterval: group_interval }),
    ...(repeat_interval && { repeatInterval: repeat_interval }),
    ...(muted.length > 0 && { muteTimeIntervals: muted }),
    ...(routes && { routes: routes.map((route) => routeOf(route, kept)) }),
  };
}

function inhibitRuleOf({ source_matchers, target_matchers, equal }: InhibitRule): object {
  return { sourceMatch: source_matchers.map(matcherOf), targetMatch: target_matchers.map(matcherOf), ...(equal && { equal }) };
}

/** `severity=~"a|b"`, as this package writes matchers. */
function matcherOf(text: string): object {
  const [, name, matchType, value = '""'] = /^(\w+)(=~|!~|!=|=)(.*)$/s.exec(text) ?? [];
  return { name, matchType, value: JSON.parse(value) };
}

function receiverOf({ name, pagerduty_configs, slack_configs, email_configs, webhook_configs }: Receiver): object {
  return {
    name,
    ...(pagerduty_configs && { pagerdutyConfigs: pagerduty_configs.map((config) => pagerdutyOf(config as Fields)) }),
    ...(slack_configs && { slackConfigs: slack_configs.map((config) => camelCased({ ...config, api_url: secretKey("slack-url") })) }),
    ...(email_configs && { emailConfigs: email_configs.map((config) => emailOf(config as Fields)) }),
    ...(webhook_configs && { webhookConfigs: webhook_configs.map((config) => webhookOf(config as Fields)) }),
  };
}

function pagerdutyOf({ details, links, ...rest }: Fields): object {
  return {
    ...camelCased(rest),
    details: keyValues(details as Fields),
    pagerDutyLinkConfigs: (links as readonly { href: string; text: string }[]).map(({ href, text }) => ({ href, alt: text })),
  };
}

function emailOf({ headers, ...rest }: Fields): object {
  return { ...camelCased(rest), headers: keyValues(headers as Fields) };
}

/** The user is a key too, named as the webhook is. */
function webhookOf(config: Fields): object {
  const camel = camelCased(config);
  const { basicAuth, ...http } = camel.httpConfig as Fields & { readonly basicAuth?: Fields & { readonly password: { readonly key: string } } };
  return basicAuth === undefined
    ? camel
    : {
        ...camel,
        httpConfig: { ...http, basicAuth: { ...basicAuth, username: { name: WEBHOOK_USERS, key: basicAuth.password.key.split("-")[0] } } },
      };
}

function keyValues(pairs: Fields): readonly object[] {
  return Object.entries(pairs).map(([key, value]) => ({ key, value }));
}

/** `send_resolved` → `sendResolved`; what reads a file of a secret reads the key of that name. */
function camelCased(fields: Fields): Fields {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => {
      if (name.endsWith("_file")) {
        const path = value as string;
        return [camelCase(name.slice(0, -"_file".length)), secretKey(path.slice(path.lastIndexOf("/") + 1))];
      }
      const isObject = typeof value === "object" && value !== null && !Array.isArray(value) && !("key" in value);
      return [camelCase(name), isObject ? camelCased(value as Fields) : value];
    }),
  );
}

const INITIALS: Readonly<Record<string, string>> = { api_url: "apiURL", client_url: "clientURL" };

function camelCase(name: string): string {
  return INITIALS[name] ?? name.replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}

function secretKey(key: string): object {
  return { name: SECRETS, key };
}

interface TimeInterval {
  readonly name: string;
  readonly time_intervals: readonly {
    readonly times: readonly { readonly start_time: string; readonly end_time: string }[];
    readonly weekdays?: readonly string[];
    readonly days_of_month?: readonly string[];
    readonly location: string;
  }[];
}

function intervalOf({ name, time_intervals }: TimeInterval): object {
  return {
    name,
    timeIntervals: time_intervals.map(({ times, weekdays, days_of_month }) => ({
      times: times.map(({ start_time, end_time }) => ({ startTime: start_time, endTime: end_time })),
      ...(weekdays && { weekdays }),
      ...(days_of_month && {
        daysOfMonth: days_of_month.map((days) => {
          const [start, end] = days.split(":").map(Number);
          return { start, end };
        }),
      }),
    })),
  };
}
