import { randomBytes } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { PageError } from "./page-error.ts";

/** Who may see the page: browsers that opened one of its links, and only from the page itself. */
export interface Access {
  /** A token for one more browser; it ends with its first use. */
  newToken(): string;
  /** Exchanges a token for the value of a cookie; undefined when it is unknown or used. */
  redeem(token: string): string | undefined;
  /** @throws PageError for a request that does not come from this page in a browser that was let in */
  check(request: IncomingMessage): void;
  readonly cookieName: string;
}

/** Links that are waiting to be opened; the oldest ends when there are more. */
const MAX_TOKENS = 20;
/** Browsers let in; the one let in longest ago is asked for a new link when there are more. */
const MAX_SESSIONS = 100;

export function createAccess(port: number): Access {
  const cookieName = `platform_page_${port}`;
  const tokens = new Set<string>();
  const sessions = new Set<string>();
  const add = (set: Set<string>, most: number): string => {
    const value = randomBytes(32).toString("base64url");
    set.add(value);
    for (const oldest of set.size > most ? [...set].slice(0, set.size - most) : []) {
      set.delete(oldest);
    }
    return value;
  };
  return {
    cookieName,
    newToken: () => add(tokens, MAX_TOKENS),
    redeem: (token) => (tokens.delete(token) ? add(sessions, MAX_SESSIONS) : undefined),
    check(request) {
      checkOrigin(request, port);
      if (!sessions.has(cookieOf(request, cookieName) ?? "")) {
        throw new PageError(401, "link_needed", "Open the link that the terminal shows; each one lets in one browser.");
      }
    },
  };
}

/**
 * Refuses what another site makes a browser ask, and names that were bent to this machine (DNS rebinding).
 *
 * @throws PageError
 */
export function checkOrigin({ headers, method }: IncomingMessage, port: number): void {
  const hosts = ["127.0.0.1", "localhost", "[::1]"].map((name) => `${name}:${port}`);
  if (!hosts.includes(headers.host ?? "")) {
    throw new PageError(403, "host_refused", `Host ${JSON.stringify(headers.host ?? "")} is not this machine: use ${hosts[0]}.`);
  }
  const { origin } = headers;
  const site = headers["sec-fetch-site"];
  if (origin !== undefined && origin !== `http://${headers.host}`) {
    throw new PageError(403, "origin_refused", `Requests from ${JSON.stringify(origin)} are refused.`);
  }
  if (site !== undefined && site !== "same-origin" && site !== "none") {
    throw new PageError(403, "origin_refused", "Requests from another site are refused.");
  }
  if (method !== "GET" && method !== "HEAD" && origin === undefined) {
    throw new PageError(403, "origin_refused", `A ${method} must say its origin.`);
  }
}

function cookieOf({ headers }: IncomingMessage, name: string): string | undefined {
  const pairs = (headers.cookie ?? "").split(";").map((pair) => pair.trim().split("="));
  return pairs.find(([key]) => key === name)?.[1];
}
