import type { DefinitionPlace } from "@platform/metrics/define";
import { type Matcher, SEVERITIES, type Severity } from "@platform/promql";
import type { Node } from "yaml";
import { listedValues } from "../catalog/label-test.ts";
import type { EmailSettings, MaintenanceWindow, WebhookSettings } from "../definition/notification-definition.ts";
import { matcherText } from "../handwritten/alert-match.ts";
import { readAlertmanager, type WrittenAlertmanager, type WrittenReceiver, type WrittenRoute } from "../handwritten/read-alertmanager.ts";
import { child, items, type SourceFile, textOf } from "../handwritten/source-file.ts";
import { importMaintenance } from "./import-maintenance.ts";

/** What a configuration of Alertmanager tells of teams, channels and windows, as far as it does: each part may be missing. */
export interface ImportedNotifications {
  readonly teams: Readonly<Record<string, { readonly email?: string; readonly slack?: string }>>;
  readonly fallback?: string;
  readonly slack: Readonly<Partial<Record<Severity, string>>>;
  readonly email: Partial<EmailSettings>;
  readonly heartbeat?: WebhookSettings;
  readonly maintenance: Readonly<Record<string, MaintenanceWindow>>;
  /** What no definition says, with what to do about it. */
  readonly left: readonly { readonly subject: string; readonly message: string; readonly place?: DefinitionPlace }[];
}

/** Labels that say who an alert is for. */
const TEAM_LABELS: readonly string[] = ["team", "owner", "squad"];
const WATCHDOG = /watchdog|dead.?man|heartbeat/i;
const UNMUTED = "No route is quiet in it; a window says when routes are quiet, and active_time_intervals when they are not.";
const CHANNELS: readonly string[] = ["slack", "email", "pagerduty", "webhook"];

/** For whom a route is, by its own matchers and those above it. */
interface Way {
  readonly route: WrittenRoute;
  readonly teams: readonly string[];
  readonly severities: readonly Severity[];
  readonly isWatchdog: boolean;
}

type Left = (subject: string, message: string, at: WrittenRoute["node"]) => void;

/** What to define so that a configuration of Alertmanager is generated that tells the same people. */
export function importNotifications(source: SourceFile): ImportedNotifications {
  const { config, problems } = readAlertmanager(source);
  const left: ImportedNotifications["left"][number][] = problems.map(({ subject, message, place }) => ({
    subject,
    message,
    ...(place && { place }),
  }));
  if (config === undefined) {
    return { teams: {}, slack: {}, email: {}, maintenance: {}, left };
  }
  const leave: Left = (subject, message, at) => left.push({ subject, message, place: config.file.at(at) });
  const receivers = new Map(config.receivers.map((receiver) => [receiver.name, receiver]));
  const ways = waysOf({ route: config.route, teams: [], severities: [], isWatchdog: false }, leave);
  const settings = (way: Way, kind: string) => receivers.get(way.route.receiver)?.channels.get(kind) ?? [];
  const channel = (way: Way, kind: string, field: string) => settings(way, kind).flatMap((one) => textOf(child(one, field)) ?? []);
  const slack = Object.fromEntries(
    SEVERITIES.flatMap((severity) => {
      const found = commonest(ways.filter((way) => way.severities.includes(severity)).flatMap((way) => channel(way, "slack", "channel")));
      return found === undefined ? [] : [[severity, found] as const];
    }),
  );
  const shared: readonly string[] = Object.values(slack);
  const teams = Object.fromEntries(
    [...new Set(ways.flatMap((way) => way.teams))].toSorted().map((team) => {
      const own = ways.filter((way) => way.teams.includes(team));
      const email = own
        .flatMap((way) => channel(way, "email", "to"))
        .at(0)
        ?.split(",")[0]
        ?.trim();
      const channelOfTeam = own.flatMap((way) => channel(way, "slack", "channel")).find((one) => !shared.includes(one));
      return [team, { ...(email !== undefined && { email }), ...(channelOfTeam !== undefined && { slack: channelOfTeam }) }];
    }),
  );
  const [root] = ways;
  const mail = root && channel(root, "email", "to").at(0);
  const fallback = Object.keys(teams).find((team) => mail !== undefined && teams[team]?.email === mail) ?? Object.keys(teams).at(0);
  const beats = ways.filter((way) => way.isWatchdog).flatMap((way) => settings(way, "webhook"));
  const beat = beats.find((one) => textOf(child(one, "url")) !== undefined);
  const heartbeat = beat && heartbeatOf(beat, leave);
  leaveChannels(config.receivers, beat, leave);
  leaveInhibitions(config, leave);
  return {
    ...{ teams, slack, email: emailOf(config), maintenance: maintenanceOf(config, ways, leave), left },
    ...(fallback !== undefined && { fallback }),
    ...(heartbeat && { heartbeat }),
  };
}

/** Whoever knows the rest of such an address can often call it as well. */
function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : "an address that is no URL";
}

/** Its address, without a password, which is not for a source. */
function heartbeatOf(webhook: Node, leave: Left): WebhookSettings {
  const address = textOf(child(webhook, "url")) ?? "";
  const { username: user, password } = URL.canParse(address) ? new URL(address) : { username: "", password: "" };
  const username = textOf(child(child(child(webhook, "http_config"), "basic_auth"), "username"));
  if (user + password !== "") {
    leave("heartbeat", "Its address holds a user and a password: name the user beside it, and put the password in its file.", webhook);
  }
  return { url: user + password === "" ? address : address.replace(/\/\/[^/?#]*@/, "//"), ...(username !== undefined && { username }) };
}

/** A route and all below it, with what is known of them; matchers of other labels are left. */
function waysOf(way: Way, leave: Left): readonly Way[] {
  return [
    way,
    ...way.route.routes.flatMap((route) => {
      const values = (of: (label: string) => boolean) => route.matchers.filter(({ label }) => of(label)).flatMap((one) => listedValues(one) ?? []);
      const [own, severities] = [values((label) => TEAM_LABELS.includes(label)), values((label) => label === "severity")];
      const known = SEVERITIES.filter((severity) => severities.includes(severity));
      const isWatchdog = values((label) => label === "alertname").some((name) => WATCHDOG.test(name));
      const strange = severities.filter((severity) => !(SEVERITIES as readonly string[]).includes(severity));
      if (strange.length > 0) {
        leave(
          `route to ${route.receiver}`,
          `Severity ${strange.join(", ")} is none of ${SEVERITIES.join(", ")}: its alerts take one of these.`,
          route.node,
        );
      }
      const others = route.matchers.filter((matcher) => !isUnderstood(matcher, isWatchdog));
      if (others.length > 0) {
        leave(`route to ${route.receiver}`, `It goes by ${matcherText(others)}; routes are made by team and severity.`, route.node);
      }
      const teams = own.length > 0 ? own : way.teams;
      return waysOf({ route, teams, severities: known.length > 0 ? known : way.severities, isWatchdog: isWatchdog || way.isWatchdog }, leave);
    }),
  ];
}

function isUnderstood(matcher: Matcher, isWatchdog: boolean): boolean {
  const { label } = matcher;
  return (TEAM_LABELS.includes(label) || label === "severity" || (label === "alertname" && isWatchdog)) && listedValues(matcher) !== undefined;
}

function leaveChannels(receivers: readonly WrittenReceiver[], heartbeat: Node | undefined, leave: Left): void {
  for (const { name, node, channels } of receivers) {
    for (const kind of [...channels.keys()].filter((one) => !CHANNELS.includes(one))) {
      leave(`receiver ${name}`, `It tells by ${kind}; teams are told by PagerDuty, Slack, mail and text messages.`, node);
    }
    const others = (channels.get("webhook") ?? []).filter((one) => one !== heartbeat);
    for (const url of others.flatMap((one) => textOf(child(one, "url")) ?? [])) {
      leave(`receiver ${name}`, `It calls ${hostOf(url)}: define it as "sms" or "heartbeat" if it is one.`, node);
    }
  }
}

/** The levels of one alert are made for all; what else hides what follows from services that call each other. */
function leaveInhibitions({ inhibitions }: WrittenAlertmanager, leave: Left): void {
  for (const { node, source, target, equal } of inhibitions) {
    const isLevels = [source, target].every((matchers) => matchers.every(({ label }) => label === "severity")) && equal.includes("alertname");
    if (!isLevels) {
      const rule = `${matcherText(source)} hides ${matcherText(target)}${equal.length > 0 ? ` of the same ${equal.join(", ")}` : ""}`;
      leave("inhibition", `${rule}: say which service calls which ("calls"), from which inhibitions are made.`, node);
    }
  }
}

function emailOf({ file }: WrittenAlertmanager): Partial<EmailSettings> {
  const text = (field: string) => textOf(child(child(file.root, "global"), field));
  const [from, smarthost, username] = [text("smtp_from"), text("smtp_smarthost"), text("smtp_auth_username")];
  return {
    ...(from !== undefined && { from }),
    ...(smarthost !== undefined && { smarthost }),
    ...(username !== undefined && { username }),
    ...(text("smtp_require_tls") === "false" && { requireTls: false }),
  };
}

function maintenanceOf({ file }: WrittenAlertmanager, ways: readonly Way[], leave: Left): ImportedNotifications["maintenance"] {
  const intervals = [...items(child(file.root, "time_intervals")), ...items(child(file.root, "mute_time_intervals"))];
  const windows = intervals.flatMap((interval) => {
    const name = textOf(child(interval, "name")) ?? "";
    const muted = ways.filter(({ route }) => route.mutedIn.includes(name));
    const severities = SEVERITIES.filter((severity) => muted.some((way) => way.severities.length === 0 || way.severities.includes(severity)));
    const window = importMaintenance(interval, severities);
    if (typeof window === "string" || muted.length === 0) {
      leave(`time interval ${name}`, typeof window === "string" ? window : UNMUTED, interval);
      return [];
    }
    return [
      [
        name
          .toLowerCase()
          .replaceAll(/[^a-z0-9]+/g, "-")
          .replaceAll(/^-|-$/g, ""),
        window,
      ] as const,
    ];
  });
  return Object.fromEntries(windows);
}

/** Of several as often the first. */
function commonest(texts: readonly string[]): string | undefined {
  const counts = [...Map.groupBy(texts, (text) => text)].map(([text, all]) => [text, all.length] as const);
  return counts.toSorted(([, one], [, other]) => other - one)[0]?.[0];
}
