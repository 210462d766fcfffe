import { readFile } from "node:fs/promises";
import { request } from "node:https";
import { readWebPassword, WEB_USER, type WebSettings, type WebTls } from "./web-settings.ts";

/** What is asked of a program of ours, as much of `fetch` as that needs. */
export type AskWeb = (url: string, options?: AskOptions) => Promise<Response>;

export interface AskOptions {
  readonly method?: "GET" | "POST";
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal?: AbortSignal;
}

/** A running program: where it answers, and how it is asked. */
export interface Endpoint {
  /** Base URL without a slash at the end. */
  readonly url: string;
  readonly ask: AskWeb;
}

/** Asks as the one user, by the password of the moment and only whom the certificate is for; without settings, plainly. */
export function askingBy(web: WebSettings | undefined): AskWeb {
  if (web === undefined) {
    return fetch;
  }
  const { passwordFile, tls } = web;
  return async (url, options = {}) => {
    const login = Buffer.from(`${WEB_USER}:${await readWebPassword(passwordFile)}`).toString("base64");
    const asked = { ...options, headers: { ...options.headers, authorization: `Basic ${login}` } };
    return tls === undefined ? fetch(url, asked) : askByTls(url, asked, tls);
  };
}

/** What Node's own `fetch` has no option for: an authority and a name of one's own. */
async function askByTls(
  url: string,
  { method = "GET", headers, body, signal }: AskOptions,
  { authorityFile, serverName }: WebTls,
): Promise<Response> {
  const ca = authorityFile === undefined ? undefined : await readFile(authorityFile);
  const trust = { ...(ca && { ca }), ...(serverName !== undefined && { servername: serverName }), ...(signal && { signal }) };
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, ...trust, agent: false, headers: { ...headers } }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on("data", (chunk: Buffer) => chunks.push(chunk));
      answer.once("error", reject);
      answer.once("end", () => resolve(new Response(Buffer.concat(chunks), { status: answer.statusCode ?? 500 })));
    });
    sent.once("error", reject);
    sent.end(body);
  });
}
