import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Server as TcpServer } from "node:net";
import { type NotificationDefinition, secretFilesOf } from "@platform/grafana-dashboards/define";
import { ROUTING_KEY, wrongEvent, wrongMessage, wrongText } from "./receiver-limits.ts";
import { createMailServer } from "./stand-in-mail.ts";

/** What was received, and what was wrong with it by the documented rules of the true service. */
export interface Received<T> {
  readonly accepted: T[];
  readonly refused: string[];
}

export interface PagerDutyEvent {
  readonly routing_key: string;
  readonly event_action: "trigger" | "resolve" | "acknowledge";
  readonly dedup_key: string;
  readonly client_url?: string;
  readonly payload?: {
    readonly summary: string;
    readonly source: string;
    readonly severity: string;
    readonly class?: string;
    readonly component?: string;
    readonly custom_details?: Record<string, string>;
  };
  readonly links?: readonly { readonly href: string; readonly text: string }[];
}

export interface SlackMessage {
  readonly channel: string;
  readonly attachments: readonly {
    readonly title: string;
    readonly title_link: string;
    readonly text: string;
    readonly color: string;
    readonly actions: readonly { readonly text: string; readonly url: string }[];
  }[];
}

export interface WebhookMessage {
  readonly status: string;
  readonly alerts: readonly { readonly labels: Readonly<Record<string, string>>; readonly annotations: Readonly<Record<string, string>> }[];
  readonly truncatedAlerts: number;
}

/** Does something in place of an answer; true where it answered. */
export type Misbehaviour = (response: ServerResponse) => boolean;

export interface StandInReceivers extends AsyncDisposable {
  readonly pagerduty: Received<PagerDutyEvent>;
  readonly slack: Received<SlackMessage>;
  readonly sms: Received<WebhookMessage>;
  readonly heartbeat: Received<WebhookMessage>;
  readonly mails: Received<string>;
  /** The same notifications, sent here. */
  at(notifications: NotificationDefinition, options: { readonly secretsFolder: string }): NotificationDefinition;
  /** Contents of the files in the folder of secrets, by their names. */
  secretsOf(notifications: NotificationDefinition): Readonly<Record<string, string>>;
  /** Text messages that were tried, those that were not answered among them. */
  readonly attempts: () => number;
  /** How text messages are answered from now on; undefined: as they should be. */
  misbehave(how: Misbehaviour | undefined): void;
}

const TOKEN = "token-of-the-gateway";

/**
 * Stands for PagerDuty, Slack, a gateway of text messages, what expects the watchdog, and a mail server, on free ports of this machine. It
 * refuses what the true ones refuse by their documentation.
 */
export async function startStandInReceivers(): Promise<StandInReceivers> {
  const pagerduty: Received<PagerDutyEvent> = { accepted: [], refused: [] };
  const slack: Received<SlackMessage> = { accepted: [], refused: [] };
  const sms: Received<WebhookMessage> = { accepted: [], refused: [] };
  const heartbeat: Received<WebhookMessage> = { accepted: [], refused: [] };
  const mails: Received<string> = { accepted: [], refused: [] };
  let misbehaviour: Misbehaviour | undefined;
  let attempts = 0;
  const server = createServer(async (request, response) => {
    const body = await textOf(request);
    const take = <T>(received: Received<T>, wrong: string | undefined, status: number, answer: string) => {
      if (wrong === undefined) {
        received.accepted.push(JSON.parse(body) as T);
        response.writeHead(status).end(answer);
      } else {
        received.refused.push(wrong);
        response.writeHead(400).end(wrong);
      }
    };
    if (request.url === "/pagerduty") {
      take(pagerduty, wrongEvent(body), 202, '{"status":"success","message":"Event processed"}');
    } else if (request.url === "/slack") {
      take(slack, wrongMessage(body), 200, "ok");
    } else if (request.url === "/heartbeat") {
      take(heartbeat, isKnown("heartbeat", request) ? undefined : "not known", 200, "");
    } else {
      attempts += 1;
      if (misbehaviour?.(response) !== true) {
        take(sms, isKnown("sms", request) ? wrongText(body) : "not known", 200, "");
      }
    }
  });
  const users: Record<string, string | undefined> = {};
  const isKnown = (name: string, { headers: { authorization } }: IncomingMessage) => {
    const user = users[name];
    return authorization === (user === undefined ? `Bearer ${TOKEN}` : `Basic ${Buffer.from(`${user}:${TOKEN}`).toString("base64")}`);
  };
  const mail = createMailServer(mails);
  const [port, mailPort] = await Promise.all([listen(server), listen(mail)]);
  const url = `http://127.0.0.1:${port}`;
  return {
    ...{ pagerduty, slack, sms, heartbeat, mails },
    at: (notifications, { secretsFolder }) => {
      const { sms: smsSettings, heartbeat: heartbeatSettings } = notifications;
      Object.assign(users, { sms: smsSettings?.username, heartbeat: heartbeatSettings?.username });
      return {
        ...notifications,
        secretsFolder,
        pagerduty: { url: `${url}/pagerduty` },
        email: { ...notifications.email, smarthost: `127.0.0.1:${mailPort}`, requireTls: false },
        ...(smsSettings && { sms: { ...smsSettings, url: `${url}/sms` } }),
        ...(heartbeatSettings && { heartbeat: { ...heartbeatSettings, url: `${url}/heartbeat` } }),
      };
    },
    secretsOf: (notifications) => {
      const others: Readonly<Record<string, string>> = {
        "slack-url": `${url}/slack`,
        "smtp-password": "taken",
        ...Object.fromEntries(["sms-token", "sms-password", "heartbeat-token", "heartbeat-password"].map((name) => [name, TOKEN])),
      };
      return Object.fromEntries(secretFilesOf(notifications).map((name) => [name, others[name] ?? ROUTING_KEY]));
    },
    attempts: () => attempts,
    misbehave: (how) => {
      misbehaviour = how;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await Promise.all([new Promise((resolve) => server.close(resolve)), new Promise((resolve) => mail.close(resolve))]);
    },
  };
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of request.setEncoding("utf8")) {
    text += chunk;
  }
  return text;
}

function listen(server: Server | TcpServer): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      resolve(typeof address === "object" ? (address?.port ?? 0) : 0);
    });
  });
}
