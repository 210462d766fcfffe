import type { IncomingMessage } from "node:http";
import { promisify } from "node:util";
import { isMainThread } from "node:worker_threads";
import { gzip, gzipSync } from "node:zlib";
import type { PushOutcome } from "./delivery-counts.ts";
import type { LokiEntry } from "./loki-entry.ts";
import { pushBody } from "./push-body.ts";

export interface LokiTarget {
  /** Where Loki is: `https://loki.example:3100`; the path of pushes is added unless it has one. */
  readonly url: string;
  /** `X-Scope-OrgID` */
  readonly tenant?: string;
  readonly basicAuth?: { readonly username: string; readonly password: string };
  readonly bearerToken?: string;
  readonly tls?: {
    /** Certificates of authorities, in PEM, instead of those of Node. */
    readonly ca?: string;
    readonly cert?: string;
    readonly key?: string;
  };
  readonly headers?: Readonly<Record<string, string>>;
}

export interface PushResult {
  readonly outcome: PushOutcome;
  /** What Loki or the network said. */
  readonly message: string;
  /** How long Loki asks to be left alone, 0 if it does not say. */
  readonly retryAfterSeconds: number;
}

export interface LokiClient {
  push(entries: readonly LokiEntry[]): Promise<PushResult>;
  close(): void;
}

const PATH = "/loki/api/v1/push";
const MAX_ANSWER = 4096;

/** On a thread of its own without the pool of the process, in which files and names of hosts of the service would wait behind it. */
const compress = isMainThread ? promisify(gzip) : gzipSync;

export function createLokiClient(target: LokiTarget, timeoutSeconds: number): LokiClient {
  const url = new URL(target.url);
  url.pathname = url.pathname === "/" ? PATH : url.pathname;
  const secure = url.protocol === "https:";
  // An import would read each export of node:http, and with WebSocket load the whole of undici.
  const { Agent, request: send } = process.getBuiltinModule(secure ? "node:https" : "node:http");
  const agent = new Agent({ keepAlive: true, maxSockets: 1, ...(secure && target.tls) });
  const headers = { ...target.headers, ...authorization(target), "content-type": "application/json", "content-encoding": "gzip" };

  return {
    async push(entries) {
      const body = await compress(pushBody(entries), { level: 1 });
      return new Promise((resolve) => {
        const signal = AbortSignal.timeout(timeoutSeconds * 1000);
        const failed = (error: NodeJS.ErrnoException) => resolve(failureOf(error, signal.aborted));
        const request = send(url, { method: "POST", agent, headers: { ...headers, "content-length": body.length }, signal }, (response) => {
          answerOf(response).then(resolve, failed);
        });
        request.on("error", failed);
        request.end(body);
      });
    },
    close: () => agent.destroy(),
  };
}

function authorization({ tenant, basicAuth, bearerToken }: LokiTarget): Record<string, string> {
  const basic = basicAuth && Buffer.from(`${basicAuth.username}:${basicAuth.password}`).toString("base64");
  return {
    ...(tenant === undefined ? {} : { "x-scope-orgid": tenant }),
    ...(basic === undefined ? {} : { authorization: `Basic ${basic}` }),
    ...(bearerToken === undefined ? {} : { authorization: `Bearer ${bearerToken}` }),
  };
}

async function answerOf(response: IncomingMessage): Promise<PushResult> {
  let message = "";
  for await (const chunk of response) {
    message += message.length < MAX_ANSWER ? String(chunk) : "";
  }
  const status = response.statusCode ?? 0;
  return {
    outcome: outcomeOf(status, message),
    message: `${status} ${message.trim()}`,
    retryAfterSeconds: secondsOf(response.headers["retry-after"]),
  };
}

/** What is wrong with the lines is told apart from what may pass: a wrong password is put right while lines wait. */
function outcomeOf(status: number, message: string): PushOutcome {
  if (status >= 200 && status < 300) {
    return "ok";
  }
  if (status === 413 || /larger than max|too large/i.test(message)) {
    return "too_large";
  }
  if (status === 400 || status === 422) {
    return "rejected";
  }
  if (status === 429) {
    return "limited";
  }
  return status >= 500 ? "server_error" : "refused";
}

function failureOf(error: NodeJS.ErrnoException, timedOut: boolean): PushResult {
  return { outcome: timedOut ? "timeout" : "network", message: error.code ?? error.message, retryAfterSeconds: 0 };
}

/** `Retry-After` in seconds or as a date. */
function secondsOf(header: string | undefined): number {
  const seconds = header === undefined ? 0 : /^\d+$/.test(header) ? Number(header) : (Date.parse(header) - Date.now()) / 1000;
  return Number.isFinite(seconds) ? Math.max(0, seconds) : 0;
}
