import { PageError } from "./page-error.ts";

/** What the page may ask of Prometheus and of Alertmanager: to read, nothing else. */
const READABLE: Readonly<Record<Upstream["name"], RegExp>> = {
  Prometheus:
    /^api\/v1\/(query|query_range|query_exemplars|labels|label\/\w+\/values|series|metadata|rules|alerts|targets|status\/(buildinfo|runtimeinfo))$/,
  Alertmanager: /^api\/v2\/(alerts|alerts\/groups|silences|status)$/,
};

/** More than this would hold up the page, and whoever reads it: ten thousand series of an hour. */
const MAX_ANSWER_BYTES = 32 * 1024 * 1024;

const WITH_FORM = /^api\/v1\/(query|query_range|query_exemplars|labels|series)$/;

/** A server that the page asks for the browser. */
export interface Upstream {
  readonly name: "Prometheus" | "Alertmanager";
  /** Base URL; a user and password in it become basic authentication. */
  readonly url: string;
  readonly fetch: typeof fetch;
  readonly timeoutSeconds: number;
}

export interface UpstreamAnswer {
  readonly status: number;
  readonly body: string;
}

/**
 * Asks the server and hands on its answer as it is.
 *
 * @throws PageError `upstream_unreachable`, `answer_too_large`, or `path_refused` for what does not only read
 */
export async function askUpstream(
  { name, url, fetch, timeoutSeconds }: Upstream,
  path: string,
  parameters: URLSearchParams,
): Promise<UpstreamAnswer> {
  if (!READABLE[name].test(path)) {
    throw new PageError(404, "path_refused", `The page does not ask ${name} for ${JSON.stringify(path)}.`);
  }
  const { base, headers } = addressOf(url);
  const target = `${base}/${path}`;
  const signal = AbortSignal.timeout(timeoutSeconds * 1000);
  try {
    const response = WITH_FORM.test(path)
      ? await fetch(target, { method: "POST", body: parameters, headers, signal })
      : await fetch(parameters.size > 0 ? `${target}?${parameters}` : target, { headers, signal });
    return { status: response.status, body: await readAnswer(response, name) };
  } catch (cause) {
    if (cause instanceof PageError) {
      throw cause;
    }
    const reason = cause instanceof Error ? (cause.cause instanceof Error ? cause.cause.message : cause.message) : String(cause);
    throw new PageError(502, "upstream_unreachable", `${name} does not answer at ${base}: ${reason}.`, { cause });
  }
}

/** Its size is bounded while it comes. */
async function readAnswer({ body }: Response, name: string): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body ?? []) {
    bytes += chunk.length;
    if (bytes > MAX_ANSWER_BYTES) {
      throw new PageError(
        502,
        "answer_too_large",
        `${name} answers with more than ${MAX_ANSWER_BYTES} bytes: ask for fewer series or a shorter time.`,
      );
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function addressOf(text: string): { readonly base: string; readonly headers: Readonly<Record<string, string>> } {
  const url = new URL(text);
  const { username, password } = url;
  url.username = "";
  url.password = "";
  const base = url.href.replace(/\/$/, "");
  const secret = Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString("base64");
  return { base, headers: username === "" ? {} : { authorization: `Basic ${secret}` } };
}
