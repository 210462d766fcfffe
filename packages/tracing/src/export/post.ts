import type { ClientRequest, IncomingMessage } from "node:http";

/** Bytes of an answer that are read; what a receiver says beyond it is not looked at. */
const LONGEST_ANSWER = 65_536;

export interface Answer {
  readonly status: number;
  readonly contentType: string;
  readonly retryAfter: string | undefined;
  readonly body: Buffer;
}

export interface PostOptions {
  readonly headers: Readonly<Record<string, string>>;
  readonly timeoutSeconds: number;
  /** Ends the request at once. */
  readonly signal: AbortSignal;
}

export interface Poster {
  /** @throws when there is no answer: refused, reset, timed out, aborted */
  post(body: Uint8Array, options: PostOptions): Promise<Answer>;
  /** Closes connections that are kept open. */
  close(): void;
}

/** Posts to one address over connections that are kept open. */
export function createPoster(url: URL): Poster {
  // An import would read each export of node:http, and with WebSocket load the whole of undici: a third of the start of a service.
  const { Agent, request } = process.getBuiltinModule(url.protocol === "https:" ? "node:https" : "node:http");
  const agent = new Agent({ keepAlive: true, maxSockets: 8 });
  return {
    close: () => agent.destroy(),
    post: (body, { headers, timeoutSeconds, signal }) =>
      new Promise((resolve, reject) => {
        const outgoing = request(url, { method: "POST", agent, signal, headers: { ...headers, "content-length": body.length } });
        const timer = setTimeout(() => outgoing.destroy(new Error(`No answer within ${timeoutSeconds} s.`)), timeoutSeconds * 1000);
        const settle = () => clearTimeout(timer);
        outgoing.once("error", (error) => {
          settle();
          reject(error);
        });
        outgoing.once("response", (response) => {
          readAnswer(outgoing, response).then(resolve, reject).finally(settle);
        });
        outgoing.end(body);
      }),
  };
}

async function readAnswer(outgoing: ClientRequest, response: IncomingMessage): Promise<Answer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > LONGEST_ANSWER) {
      outgoing.destroy();
      break;
    }
    chunks.push(chunk);
  }
  const { "content-type": contentType = "", "retry-after": retryAfter } = response.headers;
  return { status: response.statusCode ?? 0, contentType, retryAfter, body: Buffer.concat(chunks) };
}
