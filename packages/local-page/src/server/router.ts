import type { IncomingMessage, ServerResponse } from "node:http";
import { PageError } from "./page-error.ts";
import { SECURITY_HEADERS } from "./security-headers.ts";

/** One request with its address taken apart. */
export interface PageRequest {
  readonly incoming: IncomingMessage;
  readonly response: ServerResponse;
  /** What the route's pattern caught, decoded. */
  readonly parts: readonly string[];
  readonly parameters: URLSearchParams;
}

/** Answers a request; what it returns is sent as JSON, unless it has answered by itself. */
export interface Route {
  readonly method: "GET" | "POST";
  readonly path: RegExp;
  readonly answer: (request: PageRequest) => unknown;
}

/** Marks that a route has answered by itself. */
export const ANSWERED = Symbol("answered");

/** @throws PageError `not_found` where no route has the path */
export async function answerRoute(routes: readonly Route[], incoming: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname, searchParams } = addressOf(incoming);
  const method = incoming.method === "HEAD" ? "GET" : incoming.method;
  for (const route of routes) {
    const match = route.path.exec(pathname);
    if (match !== null && route.method === method) {
      const parts = match.slice(1).map(decodePart);
      const result = await route.answer({ incoming, response, parts, parameters: searchParams });
      if (result !== ANSWERED) {
        sendText(response, 200, "application/json", JSON.stringify(result ?? null));
      }
      return;
    }
  }
  throw new PageError(404, "not_found", `There is nothing at ${JSON.stringify(pathname)}.`);
}

/** @throws PageError `address_invalid` */
export function addressOf({ url = "/" }: IncomingMessage): URL {
  if (!URL.canParse(url, "http://page")) {
    throw new PageError(400, "address_invalid", `${JSON.stringify(url)} is no address.`);
  }
  return new URL(url, "http://page");
}

function decodePart(part: string | undefined): string {
  try {
    return decodeURIComponent(part ?? "");
  } catch {
    throw new PageError(400, "address_invalid", `${JSON.stringify(part)} is no part of an address.`);
  }
}

export function sendText(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, { ...SECURITY_HEADERS, "content-type": type }).end(body);
}

/** Errors in the form of Prometheus' API, which the page reads everywhere. */
export function sendError(response: ServerResponse, error: unknown): void {
  const { status, code, message } =
    error instanceof PageError ? error : new PageError(500, "internal", error instanceof Error ? error.message : String(error));
  if (response.headersSent) {
    response.destroy();
  } else {
    sendText(response, status, "application/json", JSON.stringify({ status: "error", errorType: code, error: message }));
  }
}
