import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { LokiFault } from "./loki-server.ts";

export interface LokiProxy {
  readonly url: string;
  fault: Exclude<LokiFault, "slow 204">;
  close(): Promise<void>;
}

/** Stands before a real Loki, and lets its pushes through or fails as told. */
export async function startProxy(loki: string): Promise<LokiProxy> {
  const state = { fault: "none" as LokiProxy["fault"] };
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) {
      chunks.push(chunk as Buffer);
    }
    if (state.fault === "black hole") {
      return;
    }
    if (state.fault === "reset") {
      request.socket.resetAndDestroy();
      return;
    }
    if (state.fault !== "none") {
      response.writeHead(Number(state.fault)).end("fault");
      return;
    }
    const { "content-type": type = "", "content-encoding": encoding = "" } = request.headers;
    const headers = { "content-type": type, "content-encoding": encoding };
    const answer = await fetch(new URL(request.url ?? "", loki), { method: "POST", headers, body: Buffer.concat(chunks) });
    response.writeHead(answer.status).end(await answer.text());
  });
  server.on("error", () => undefined);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    get fault() {
      return state.fault;
    },
    set fault(fault) {
      if (fault === state.fault) {
        return;
      }
      if (fault === "refused") {
        server.close();
      } else if (state.fault === "refused") {
        server.listen(port, "127.0.0.1");
      }
      state.fault = fault;
      server.closeAllConnections();
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
