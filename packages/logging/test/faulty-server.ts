import { once } from "node:events";
import { createServer, type IncomingMessage, type RequestListener } from "node:http";
import { createServer as createSecureServer, type ServerOptions } from "node:https";
import { setTimeout as sleep } from "node:timers/promises";
import { findFreePort } from "../../stack/src/operate/native/port.ts";

/** What the server does with a request: answer it, or a fault; a number is a status that it answers with. */
export type LokiFault = "none" | "refused" | "black hole" | "slow 204" | "429" | "500" | "reset" | "401";

export interface FaultyServer {
  readonly url: string;
  fault: LokiFault;
  close(): Promise<void>;
}

export interface Reply {
  readonly status: number;
  readonly text: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface FaultyServerOptions {
  /** @param refusal - status that is to be answered in place of what the request asks for */
  readonly replyTo: (request: IncomingMessage, body: Buffer, refusal: number | undefined) => Reply | Promise<Reply>;
  readonly port?: number;
  /** Serves https. */
  readonly tls?: ServerOptions | undefined;
}

/** A server on 127.0.0.1 that fails as it is told. */
export async function startFaultyServer({ replyTo, port, tls }: FaultyServerOptions): Promise<FaultyServer> {
  let present: LokiFault = "none";
  const handle: RequestListener = async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) {
      chunks.push(chunk as Buffer);
    }
    if (present === "black hole") {
      return;
    }
    if (present === "reset") {
      request.socket.resetAndDestroy();
      return;
    }
    if (present === "slow 204") {
      await sleep(300);
    }
    const refusal = Number(present);
    const { status, text, headers = {} } = await replyTo(request, Buffer.concat(chunks), Number.isNaN(refusal) ? undefined : refusal);
    response.writeHead(status, headers).end(status === 204 ? undefined : text);
  };
  const server = tls === undefined ? createServer(handle) : createSecureServer(tls, handle);
  // One that no connection takes while the server refuses.
  const bound = port ?? (await findFreePort());
  server.listen(bound, "127.0.0.1");
  await once(server, "listening");
  server.on("error", () => undefined);
  return {
    url: `${tls === undefined ? "http" : "https"}://127.0.0.1:${bound}`,
    get fault() {
      return present;
    },
    set fault(fault) {
      if (fault === "refused" && present !== "refused") {
        server.close();
        server.closeAllConnections();
      } else if (fault !== "refused" && present === "refused") {
        server.listen(bound, "127.0.0.1");
      }
      if (present === "black hole") {
        server.closeAllConnections();
      }
      present = fault;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
