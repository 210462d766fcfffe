import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createTcpServer } from "node:net";

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

export interface FakeReceivers extends AsyncDisposable {
  readonly urls: { readonly pagerduty: string; readonly slack: string; readonly sms: string };
  readonly smarthost: string;
  readonly pagerduty: Received<PagerDutyEvent>;
  readonly slack: Received<SlackMessage>;
  readonly sms: Received<WebhookMessage>;
  readonly mails: Received<string>;
  /** Requests to the webhook, those that were not answered among them. */
  readonly attempts: () => number;
  misbehave(how: Misbehaviour | undefined): void;
}

export const ROUTING_KEY = "0123456789abcdef0123456789abcdef";
export const SMS_TOKEN = "token-of-the-gateway";

/** Stands for PagerDuty, Slack, a gateway of text messages and a mail server, and refuses what the true ones refuse. */
export async function startFakeReceivers(): Promise<FakeReceivers> {
  const pagerduty: Received<PagerDutyEvent> = { accepted: [], refused: [] };
  const slack: Received<SlackMessage> = { accepted: [], refused: [] };
  const sms: Received<WebhookMessage> = { accepted: [], refused: [] };
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
    } else {
      attempts += 1;
      if (misbehaviour?.(response) !== true) {
        take(sms, request.headers.authorization === `Bearer ${SMS_TOKEN}` ? wrongWebhook(body) : "no token", 200, "");
      }
    }
  });
  const mail = createTcpServer((socket) => {
    converse(socket, mails);
  });
  const [port, mailPort] = await Promise.all([listen(server), listen(mail)]);
  const url = `http://127.0.0.1:${port}`;
  return {
    urls: { pagerduty: `${url}/pagerduty`, slack: `${url}/slack`, sms: `${url}/sms` },
    smarthost: `127.0.0.1:${mailPort}`,
    ...{ pagerduty, slack, sms, mails },
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

/** https://developer.pagerduty.com/docs/send-alert-event: lengths and values of an event. */
function wrongEvent(body: string): string | undefined {
  const event = JSON.parse(body) as PagerDutyEvent;
  const { payload } = event;
  if (body.length > 512 * 1024) {
    return "larger than 512 KB";
  }
  if (event.routing_key !== ROUTING_KEY) {
    return `routing_key ${event.routing_key}`;
  }
  if (!["trigger", "resolve", "acknowledge"].includes(event.event_action) || event.dedup_key.length > 255) {
    return "event_action or dedup_key";
  }
  if (event.event_action !== "trigger") {
    return undefined;
  }
  if (payload === undefined || payload.summary === "" || payload.summary.length > 1024 || !payload.source) {
    return "payload.summary or payload.source";
  }
  if (!["critical", "error", "warning", "info"].includes(payload.severity)) {
    return `payload.severity ${payload.severity}`;
  }
  return event.links?.every(({ href }) => URL.canParse(href)) === false ? "links.href" : undefined;
}

/** https://api.slack.com/reference/messaging/attachments, https://api.slack.com/apis/rate-limits: text of a message up to 40,000. */
function wrongMessage(body: string): string | undefined {
  const { channel, attachments } = JSON.parse(body) as SlackMessage;
  if (!/^#[a-z0-9_-]{1,80}$/.test(channel)) {
    return `channel ${channel}`;
  }
  return attachments.some(({ text, actions }) => text.length > 40_000 || actions.length > 5 || actions.some(({ url }) => !URL.canParse(url)))
    ? "attachments"
    : undefined;
}

function wrongWebhook(body: string): string | undefined {
  const { alerts } = JSON.parse(body) as WebhookMessage;
  return alerts.length > 1 ? "more than one alert for a text message" : undefined;
}

/** As much of a mail server as one client needs; a line has at most 998 characters (RFC 5321, 4.5.3.1.6). */
function converse(socket: import("node:net").Socket, mails: Received<string>): void {
  let rest = "";
  let mail: string[] | undefined;
  socket.setEncoding("utf8");
  socket.on("error", () => socket.destroy());
  socket.write("220 mail.example ESMTP\r\n");
  socket.on("data", (chunk: string) => {
    const lines = (rest + chunk).split("\r\n");
    rest = lines.pop() ?? "";
    for (const line of lines) {
      if (mail !== undefined) {
        if (line !== ".") {
          mail.push(line);
          continue;
        }
        const long = mail.find((one) => one.length > 998);
        (long === undefined ? mails.accepted : mails.refused).push(mail.join("\n"));
        mail = undefined;
        socket.write(long === undefined ? "250 taken\r\n" : "500 line too long\r\n");
      } else if (/^EHLO/i.test(line)) {
        socket.write("250-mail.example\r\n250 AUTH PLAIN\r\n");
      } else if (/^DATA/i.test(line)) {
        mail = [];
        socket.write("354 go on\r\n");
      } else if (/^QUIT/i.test(line)) {
        socket.end("221 bye\r\n");
      } else {
        socket.write(/^AUTH/i.test(line) ? "235 welcome\r\n" : "250 fine\r\n");
      }
    }
  });
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of request.setEncoding("utf8")) {
    text += chunk;
  }
  return text;
}

function listen(server: Server | ReturnType<typeof createTcpServer>): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      resolve(typeof address === "object" ? (address?.port ?? 0) : 0);
    });
  });
}
