import { GrafanaError } from "./grafana-error.ts";

export interface GrafanaOptions {
  /** Base URL; `https://user:password@host` for basic authentication. */
  readonly url: string;
  /** Of a service account: https://grafana.com/docs/grafana/latest/administration/service-accounts/ */
  readonly token?: string | undefined;
  readonly fetch?: typeof globalThis.fetch;
  readonly timeoutSeconds?: number;
}

export interface GrafanaAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** Asks Grafana's HTTP API. */
export interface GrafanaClient {
  /** For messages: the URL without a password. */
  readonly address: string;
  /**
   * @param accepted - status codes that are an answer; others are an error
   * @throws GrafanaError
   */
  ask(method: "GET" | "POST" | "DELETE", path: string, accepted: readonly number[], body?: unknown): Promise<GrafanaAnswer>;
}

const TIMEOUT_SECONDS = 15;

/** @see https://grafana.com/docs/grafana/latest/developers/http_api/ */
export function createGrafanaClient({ url, token, fetch = globalThis.fetch, timeoutSeconds = TIMEOUT_SECONDS }: GrafanaOptions): GrafanaClient {
  const base = new URL(url);
  const { username, password } = base;
  [base.username, base.password] = ["", ""];
  const address = base.href.replace(/\/$/, "");
  const basic = `Basic ${Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString("base64")}`;
  const authorization = token === undefined ? (username === "" ? undefined : basic) : `Bearer ${token}`;
  const headers = { accept: "application/json", "content-type": "application/json", ...(authorization !== undefined && { authorization }) };
  return {
    address,
    async ask(method, path, accepted, body) {
      const send = () =>
        fetch(`${address}${path}`, {
          method,
          headers,
          ...(body !== undefined && { body: JSON.stringify(body) }),
          signal: AbortSignal.timeout(timeoutSeconds * 1000),
        });
      // A server may close an idle connection at the moment at which it is used again; a question can be asked twice.
      const sent = method === "GET" ? send().catch((error) => (isReset(error) ? send() : Promise.reject(error))) : send();
      const response = await sent.catch((cause: Error & { readonly cause?: { readonly code?: string } }) => {
        throw new GrafanaError("grafana_unreachable", `Grafana does not answer at ${address}: ${cause.cause?.code ?? cause.message}.`, { cause });
      });
      const text = await response.text();
      const answer = { status: response.status, body: parsed(text) };
      if (accepted.includes(answer.status) && answer.body !== undefined) {
        return answer;
      }
      throw refusal(answer, `${method} ${path}`, address);
    },
  };
}

function isReset({ cause }: { readonly cause?: { readonly code?: string } }): boolean {
  return cause?.code === "ECONNRESET" || cause?.code === "UND_ERR_SOCKET";
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // No answer of Grafana's, which the caller says.
  }
}

function refusal({ status, body }: GrafanaAnswer, request: string, address: string): GrafanaError {
  const said = (body as { readonly message?: string } | undefined)?.message;
  if (body === undefined) {
    return new GrafanaError("not_grafana", `${address} answers ${request} with ${status} and no JSON: it is no Grafana.`);
  }
  switch (status) {
    case 401:
      return new GrafanaError("grafana_unauthorized", `Grafana at ${address} does not accept the credentials: ${said}.`);
    case 403:
      if (/quota/i.test(said ?? "")) {
        return new GrafanaError("grafana_refused", `Grafana at ${address} has no room for more: ${said}.`);
      }
      return new GrafanaError("grafana_forbidden", `The credentials may not ${request} at ${address}: ${said}.`);
    default:
      return new GrafanaError("grafana_refused", `Grafana answers ${request} with ${status}: ${said}.`);
  }
}
