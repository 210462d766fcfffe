import { randomBytes } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { PageError } from "./page-error.ts";

/** Who may see the page: browsers that opened one of its links, and only from the page itself. */
export interface Access {
  /** Lets in one browser; there is another after it was used. */
  token(): string;
  /** Exchanges the token for the value of a cookie; undefined when it is another one, or was used. */
  redeem(token: string): string | undefined;
  /** @throws PageError for a request that does not come from this page in a browser that was let in */
  check(request: IncomingMessage): void;
  readonly cookieName: string;
}

/** Browsers let in; the one let in longest ago needs a new link when there are more. */
const MAX_SESSIONS = 100;

export function createAccess(port: number): Access {
  const cookieName = `platform_page_${port}`;
  const sessions = new Set<string>();
  let current = newSecret();
  return {
    cookieName,
    token: () => current,
    redeem(token) {
      if (token !== current) {
        return undefined;
      }
      current = newSecret();
      const session = newSecret();
      sessions.add(session);
      for (const oldest of [...sessions].slice(0, Math.max(0, sessions.size - MAX_SESSIONS))) {
        sessions.delete(oldest);
      }
      return session;
    },
    check(request) {
      checkOrigin(request, port);
      if (!sessions.has(cookieOf(request, cookieName) ?? "")) {
        throw new PageError(401, "link_needed", "Open the link that the terminal shows; each one lets in one browser.");
      }
    },
  };
}

function newSecret(): string {
  return randomBytes(32).toString("base64url");
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
