import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { gunzipSync } from "node:zlib";

/** Takes pushes and counts their lines. */
export async function startSink(): Promise<{ readonly url: string; lines(): number; close(): Promise<void> }> {
  let lines = 0;
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) {
      chunks.push(chunk as Buffer);
    }
    const { streams } = JSON.parse(gunzipSync(Buffer.concat(chunks)).toString()) as {
      readonly streams: readonly { readonly values: readonly unknown[] }[];
    };
    lines += streams.reduce((sum, { values }) => sum + values.length, 0);
    response.writeHead(204).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    lines: () => lines,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
