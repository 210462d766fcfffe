import { escalations } from "@platform/alerts";
import { DefinitionError, markPlace } from "@platform/metrics/define";
import { SEVERITIES, type Severity } from "@platform/promql";

/** Who is told of alerts, and where. Secrets are never part of it: each is a file of its own. */
export interface NotificationDefinition {
  readonly kind: "notifications";
  /** By the owner of services and exporters, kebab-case. */
  readonly teams: Readonly<Record<string, TeamChannels>>;
  /** Team that hears of what nobody owns. */
  readonly fallback: string;
  /** Channel of Slack for each severity; the webhook's address is in the file `slack-url`. */
  readonly slack: Readonly<Record<Severity, string>>;
  readonly email: EmailSettings;
  /** Default the Events API v2; each team's key is in the file `pagerduty-<team>`. */
  readonly pagerduty: { readonly url?: string };
  /** Gateway that turns a webhook into text messages; its secret is in the file `sms-token` or `sms-password`. Default none. */
  readonly sms?: WebhookSettings;
  /** What expects the watchdog and raises the alarm when it stays away; its secret is in `heartbeat-token` or `heartbeat-password`. Default none. */
  readonly heartbeat?: WebhookSettings;
  /** Times in which work is planned, by name in kebab-case. */
  readonly maintenance: Readonly<Record<string, MaintenanceWindow>>;
  /** Channels of Slack in which people talk during an incident and after it. */
  readonly incidents: IncidentChannels;
  /** How those of the escalation matrix are reached, by their names there: `{ "DevOps lead": "+1-555-0100" }`; default none. */
  readonly contacts: Readonly<Record<string, string>>;
  /** Folder of the files with secrets, as Alertmanager sees it. */
  readonly secretsFolder: string;
}

export interface IncidentChannels {
  /** Who works on it; default `#incidents`. */
  readonly coordination: string;
  /** What customers are told; default `#status-updates`. */
  readonly status: string;
  /** What was learnt; default `#post-mortems`. */
  readonly learning: string;
}

export interface TeamChannels {
  /** Address that gets a copy of what is critical or a warning, in case the other channels fail. */
  readonly email: string;
  /** A channel of its own in Slack, beside that of the severity; default none. */
  readonly slack?: string;
}

/** A receiver of our own, which refuses whoever does not know the secret. */
export interface WebhookSettings {
  readonly url: string;
  /** With it basic authentication, by the password in the file `<webhook>-password`; default a bearer token, in the file `<webhook>-token`. */
  readonly username?: string;
}

export interface EmailSettings {
  readonly from: string;
  /** `host:port`. */
  readonly smarthost: string;
  /** With it, the password is in the file `smtp-password`; default no login. */
  readonly username?: string;
  /** Default true. */
  readonly requireTls?: boolean;
}

export const WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"] as const;
export type Weekday = (typeof WEEKDAYS)[number];

export interface MaintenanceWindow {
  /** Default every day. */
  readonly weekdays?: readonly Weekday[];
  /**
   * First and last day of the month, 1 to 31, or counted from its end from -1 on; default all. The last comes after the first in every
   * month, the shortest too: `[25, -1]` is sound, `[28, -1]` is not.
   */
  readonly daysOfMonth?: readonly [first: number, last: number];
  /** `HH:MM`, from and up to; the end is later on the same day. */
  readonly from: string;
  readonly to: string;
  /** IANA name such as `Europe/Lisbon`, in its own letters, no offset; default `UTC`. */
  readonly timeZone?: string;
  /** What stays quiet meanwhile; default warning and info. */
  readonly mutes?: readonly Severity[];
}

export interface NotificationOptions extends Omit<Partial<NotificationDefinition>, "kind" | "incidents"> {
  readonly incidents?: Partial<IncidentChannels>;
  readonly teams: NotificationDefinition["teams"];
  readonly fallback: string;
  readonly slack: NotificationDefinition["slack"];
  readonly email: EmailSettings;
}

const INCIDENTS: IncidentChannels = { coordination: "#incidents", status: "#status-updates", learning: "#post-mortems" };
const TEAM = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
const CHANNEL = /^#[a-z0-9_-]{1,79}$/;
const EMAIL = /^[^\s@"<>]+@[^\s@"<>]+$/;
const HOST_PORT = /^[^\s:/]+:\d{1,5}$/;
const TIME = /^(?:[01]\d|2[0-3]):[0-5]\d$|^24:00$/;
const TIME_ZONE = /^[A-Z][\w+-]*(?:\/[A-Z][\w+-]*)*$/;
const SHORTEST_MONTH_DAYS = 28;

/**
 * @throws DefinitionError `team_name_invalid`, `team_unknown`, `channel_invalid`, `email_invalid`, `contact_unknown`, `link_invalid`, `username_invalid`, `maintenance_invalid`, `severity_unknown`
 */
export function defineNotifications(options: NotificationOptions): NotificationDefinition {
  const { teams, fallback, slack, email, pagerduty = {}, sms, heartbeat, maintenance = {}, secretsFolder = "/etc/alertmanager/secrets" } = options;
  const { contacts = {}, incidents: ownIncidents } = options;
  const incidents = { ...INCIDENTS, ...ownIncidents };
  for (const [team, channels] of Object.entries(teams)) {
    checkTeam(team, channels);
  }
  if (!Object.hasOwn(teams, fallback)) {
    throw new DefinitionError("team_unknown", `The team for what nobody owns is "${fallback}", which is not among ${Object.keys(teams).join(", ")}.`);
  }
  for (const [severity, channel] of Object.entries(slack)) {
    if (!(SEVERITIES as readonly string[]).includes(severity)) {
      throw new DefinitionError("severity_unknown", `A channel is set for severity "${severity}"; severities are ${SEVERITIES.join(", ")}.`);
    }
    checkChannel(`severity "${severity}"`, channel);
  }
  const missing = SEVERITIES.find((severity) => slack[severity] === undefined);
  if (missing !== undefined) {
    throw new DefinitionError("channel_invalid", `Severity "${missing}" has no channel of Slack.`);
  }
  for (const [purpose, channel] of Object.entries(incidents)) {
    checkChannel(`incidents, ${purpose}`, channel);
  }
  checkContacts(contacts);
  checkEmail("the sender", email.from);
  if (!HOST_PORT.test(email.smarthost)) {
    throw new DefinitionError(
      "email_invalid",
      `The mail server is a host and a port, such as "smtp.example:587", got ${JSON.stringify(email.smarthost)}.`,
    );
  }
  for (const [name, receiver] of Object.entries({ pagerduty, sms, heartbeat })) {
    checkReceiver(name, receiver);
  }
  for (const [name, window] of Object.entries(maintenance)) {
    checkWindow(name, window);
  }
  const definition: NotificationDefinition = {
    kind: "notifications",
    ...{ teams, fallback, slack, email, pagerduty, maintenance, incidents, contacts, secretsFolder },
    ...(sms && { sms }),
    ...(heartbeat && { heartbeat }),
  };
  return markPlace(definition, defineNotifications);
}

/** Names of the files that must be in the folder of secrets. */
export function secretFilesOf({ teams, email, sms, heartbeat }: NotificationDefinition): readonly string[] {
  return [
    ...Object.keys(teams).map((team) => `pagerduty-${team}`),
    "slack-url",
    ...(email.username === undefined ? [] : ["smtp-password"]),
    ...Object.entries({ sms, heartbeat }).flatMap(([name, webhook]) => (webhook === undefined ? [] : [webhookSecret(name, webhook)])),
  ].toSorted();
}

/** Name of the file with the secret of a webhook. */
export function webhookSecret(name: string, { username }: WebhookSettings): string {
  return `${name}-${username === undefined ? "token" : "password"}`;
}

function checkReceiver(name: string, { url, username }: Partial<WebhookSettings> = {}): void {
  if (url !== undefined && !(URL.canParse(url) && /^https?:$/.test(new URL(url).protocol))) {
    throw new DefinitionError("link_invalid", `The address of ${name} must be an http or https URL, got ${JSON.stringify(url)}.`);
  }
  // A password in an address stands in a generated file; a colon ends the user: https://www.rfc-editor.org/rfc/rfc7617#section-2
  if (url !== undefined && new URL(url).username + new URL(url).password !== "") {
    throw new DefinitionError("link_invalid", `The address of ${name} must not hold a user or a password: these are a username and a file.`);
  }
  if (username !== undefined && !/^[^:\p{Cc}]+$/u.test(username)) {
    throw new DefinitionError(
      "username_invalid",
      `The user of ${name} has one character or more, none of them a colon, got ${JSON.stringify(username)}.`,
    );
  }
}

function checkTeam(team: string, { email, slack }: TeamChannels): void {
  if (!TEAM.test(team) || team.length > 40) {
    throw new DefinitionError("team_name_invalid", `Team ${JSON.stringify(team)} must match ${TEAM} and have at most 40 characters.`);
  }
  checkEmail(`team "${team}"`, email);
  if (slack !== undefined) {
    checkChannel(`team "${team}"`, slack);
  }
}

function checkChannel(of: string, channel: string): void {
  if (!CHANNEL.test(channel)) {
    throw new DefinitionError("channel_invalid", `The channel of ${of} must match ${CHANNEL}, got ${JSON.stringify(channel)}.`);
  }
}

/** A contact that nobody is escalated to would be called by nobody. */
function checkContacts(contacts: NotificationDefinition["contacts"]): void {
  const people = [...new Set(Object.values(escalations).flatMap(({ path }) => path))];
  for (const [person, contact] of Object.entries(contacts)) {
    if (!people.includes(person)) {
      throw new DefinitionError("contact_unknown", `Nobody is escalated to "${person}"; the matrix has ${people.join(", ")}.`);
    }
    if (typeof contact !== "string" || contact.trim() === "") {
      throw new DefinitionError("contact_unknown", `The contact of "${person}" is a telephone number or an address, got ${JSON.stringify(contact)}.`);
    }
  }
}

function checkEmail(of: string, address: string): void {
  if (!EMAIL.test(address)) {
    throw new DefinitionError("email_invalid", `The address of ${of} is one plain e-mail address, got ${JSON.stringify(address)}.`);
  }
}

function checkWindow(name: string, { from, to, weekdays = [], daysOfMonth, mutes = [], timeZone = "UTC" }: MaintenanceWindow): void {
  const wrong = (rule: string) => new DefinitionError("maintenance_invalid", `Maintenance window "${name}": ${rule}`);
  if (!TEAM.test(name)) {
    throw wrong("its name is kebab-case.");
  }
  if (!TIME.test(from) || !TIME.test(to) || from >= to) {
    throw wrong(`it lasts from HH:MM to a later HH:MM of the same day, got ${JSON.stringify(from)} to ${JSON.stringify(to)}.`);
  }
  const day = weekdays.find((one) => !WEEKDAYS.includes(one));
  if (day !== undefined) {
    throw wrong(`weekdays are ${WEEKDAYS.join(", ")}, got "${day}".`);
  }
  if (daysOfMonth?.some((one) => !Number.isInteger(one) || one === 0 || Math.abs(one) > 31)) {
    throw wrong(`days of a month are 1 to 31, or -31 to -1 from its end, got ${daysOfMonth.join(" to ")}.`);
  }
  if (daysOfMonth !== undefined && !inOrder(daysOfMonth)) {
    throw wrong(`its last day comes after the first in every month, and both count from the end if the first does, got ${daysOfMonth.join(" to ")}.`);
  }
  const severity = mutes.find((one) => !SEVERITIES.includes(one));
  if (severity !== undefined) {
    throw wrong(`severities are ${SEVERITIES.join(", ")}, got "${severity}".`);
  }
  if (!isTimeZone(timeZone)) {
    throw wrong(`there is no time zone "${timeZone}": it is an IANA name such as "Europe/Lisbon", in its own letters.`);
  }
}

/** As Alertmanager compares them: in the shortest month. https://github.com/prometheus/alertmanager/blob/v0.25.0/timeinterval/timeinterval.go */
function inOrder([first, last]: readonly [number, number]): boolean {
  const inShortest = (day: number) => (day < 0 ? SHORTEST_MONTH_DAYS + day : day);
  return !(first < 0 && last > 0) && inShortest(first) <= inShortest(last);
}

/** JavaScript also knows offsets, and names in any case; Alertmanager looks for a file of that name. */
function isTimeZone(name: string): boolean {
  if (name === "UTC") {
    return true;
  }
  const same = ["UTC", ...Intl.supportedValuesOf("timeZone")].find((one) => one.toLowerCase() === name.toLowerCase());
  if (!TIME_ZONE.test(name) || (same !== undefined && same !== name)) {
    return false;
  }
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch (error) {
    if (error instanceof RangeError) {
      return false;
    }
    throw error;
  }
}
