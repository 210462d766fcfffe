import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { gunzipSync } from "node:zlib";

export interface LokiSink {
  readonly url: string;
  /** Lines that it has taken. */
  lines(): number;
  /** While true it answers 503. */
  failing: boolean;
  close(): Promise<void>;
}

/** Takes pushes and counts their lines. */
export async function startSink(): Promise<LokiSink> {
  let lines = 0;
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) {
      chunks.push(chunk as Buffer);
    }
    if (sink.failing) {
      response.writeHead(503).end();
      return;
    }
    const body = Buffer.concat(chunks);
    const text = request.headers["content-encoding"] === "gzip" ? gunzipSync(body) : body;
    const { streams } = JSON.parse(text.toString()) as { readonly streams: readonly { readonly values: readonly unknown[] }[] };
    lines += streams.reduce((sum, { values }) => sum + values.length, 0);
    response.writeHead(204).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const sink: LokiSink = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    lines: () => lines,
    failing: false,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return sink;
}
