import type { CircuitBreaker } from "./circuit-breaker.ts";
import { HttpProblem } from "./http-problem.ts";

export interface PeerRequest {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string | undefined>>;
}

export interface PeerAnswer<T = unknown> {
  readonly status: number;
  /** Undefined for an answer without content, or with other content than JSON. */
  readonly body: T;
}

/** Another service. */
export interface Peer {
  /**
   * @param path - with its query, escaped
   * @returns the answer, whatever its status
   * @throws HttpProblem 502 `<peer>_unreachable`, 503 `<peer>_suspended` while its circuit breaker is open, 504 `<peer>_timeout`
   */
  call<T = unknown>(method: "GET" | "POST" | "DELETE", path: string, request?: PeerRequest): Promise<PeerAnswer<T>>;
}

export interface PeerOptions {
  readonly name: string;
  /** Without a slash at the end. */
  readonly baseUrl: string;
  readonly breaker?: CircuitBreaker;
  /** Default 4. */
  readonly timeoutSeconds?: number;
}

export function createPeer({ name, baseUrl, breaker, timeoutSeconds = 4 }: PeerOptions): Peer {
  return {
    async call<T>(method: "GET" | "POST" | "DELETE", path: string, { body, headers = {} }: PeerRequest = {}) {
      if (breaker?.admit() === false) {
        throw new HttpProblem(503, `${name}_suspended`, `Calls to ${name} are suspended after repeated failures.`);
      }
      let isWell = false;
      try {
        const response = await fetch(`${baseUrl}${path}`, {
          method,
          headers: present({ ...headers, "content-type": body === undefined ? undefined : "application/json" }),
          body: body === undefined ? null : JSON.stringify(body),
          signal: AbortSignal.timeout(timeoutSeconds * 1000),
          redirect: "manual",
        });
        const content = await response.text();
        isWell = response.status < 500;
        return { status: response.status, body: parse(content) as T };
      } catch (error) {
        throw (error as Error).name === "TimeoutError"
          ? new HttpProblem(504, `${name}_timeout`, `${name} did not answer within ${timeoutSeconds} s.`, { cause: error })
          : new HttpProblem(502, `${name}_unreachable`, `${name} cannot be reached.`, { cause: error });
      } finally {
        breaker?.record(isWell);
      }
    },
  };
}

function present(headers: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter((entry): entry is [string, string] => entry[1] !== undefined));
}

function parse(content: string): unknown {
  try {
    return JSON.parse(content);
  } catch {
    return undefined;
  }
}
