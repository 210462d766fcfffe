import { setTimeout as delay } from "node:timers/promises";
import type { Channel } from "../definition/sales.ts";
import type { Random } from "../random.ts";

export interface Answer<T = unknown> {
  readonly status: number;
  readonly body: T;
}

/** Somebody with a browser or the app: keeps cookies, and the token once logged in. */
export interface Visitor {
  readonly random: Random;
  get<T = unknown>(path: string): Promise<Answer<T>>;
  post<T = unknown>(path: string, body?: unknown): Promise<Answer<T>>;
  delete(path: string): Promise<Answer>;
  /** Sends this token from now on. */
  carry(token: string): void;
  wait(seconds: number): Promise<void>;
  /** Reads, hesitates, types. */
  think(): Promise<void>;
}

export interface VisitorOptions {
  /** Without a slash at the end. */
  readonly gatewayUrl: string;
  readonly channel: Channel;
  readonly random: Random;
  /** Mean of a pause; 0 for none. */
  readonly thinkSeconds: number;
  /** Ends what the visitor is doing. */
  readonly signal: AbortSignal;
}

const ANSWER_SECONDS = 10;

export function createVisitor({ gatewayUrl, channel, random, thinkSeconds, signal }: VisitorOptions): Visitor {
  let cookie: string | undefined;
  let token: string | undefined;

  const send = async <T>(method: string, path: string, body?: unknown): Promise<Answer<T>> => {
    const response = await fetch(`${gatewayUrl}/api${path}`, {
      method,
      headers: {
        "x-channel": channel,
        ...(cookie === undefined ? {} : { cookie }),
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { "content-type": "application/json" }),
      },
      body: body === undefined ? null : JSON.stringify(body),
      signal: AbortSignal.any([signal, AbortSignal.timeout(ANSWER_SECONDS * 1000)]),
    });
    cookie = response.headers.getSetCookie()[0]?.split(";")[0] ?? cookie;
    const content = await response.text();
    return { status: response.status, body: (content === "" ? undefined : JSON.parse(content)) as T };
  };

  const wait = (seconds: number) => delay(seconds * 1000, undefined, { signal });

  return {
    random,
    wait,
    get: (path) => send("GET", path),
    post: (path, body = {}) => send("POST", path, body),
    delete: (path) => send("DELETE", path),
    carry: (value) => {
      token = value;
    },
    think: () => wait(random.exponential(thinkSeconds)),
  };
}
