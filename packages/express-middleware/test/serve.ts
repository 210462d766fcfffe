import { Agent, createServer, type RequestListener, request, type Server } from "node:http";
import type { AddressInfo } from "node:net";

export interface Served {
  readonly port: number;
  /** Sends a request, `GET /path` or `/path`, exactly as written, and reads the whole answer. */
  fetch(line: string, headers?: Readonly<Record<string, string>>, body?: string): Promise<Answer>;
  stop(): Promise<void>;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** Runs a listener on a real server on a free port. */
export function serve(listener: RequestListener): Promise<Served> {
  return serveOn(createServer(listener));
}

/** Opens a server that does not listen yet on a free port. */
export async function serveOn(server: Server): Promise<Served> {
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const agent = new Agent({ keepAlive: true });
  const { port } = server.address() as AddressInfo;
  return {
    port,
    fetch: (line, headers = {}, body) =>
      new Promise((resolve, reject) => {
        const [method, path] = line.includes(" ") ? line.split(" ") : ["GET", line];
        request({ host: "127.0.0.1", port, method, path, headers, agent }, (response) => {
          let answer = "";
          response.setEncoding("utf8");
          response.on("data", (chunk: string) => {
            answer += chunk;
          });
          response.on("end", () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: answer }));
          response.on("error", reject);
        })
          .on("error", reject)
          .end(body);
      }),
    stop: () =>
      new Promise((stopped) => {
        server.close(() => stopped());
        server.closeAllConnections();
        agent.destroy();
      }),
  };
}
