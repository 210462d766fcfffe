import { createServer, type Server } from "node:http";
import { serverSpans } from "../src/index.ts";

interface Call {
  readonly url: string;
  readonly arguments: readonly Call[];
}

/** The service that the trace-context suite of the W3C asks for: it posts to each address that it is given, in a server span. */
export function createEchoService(): Server {
  const spans = serverSpans();
  return createServer((request, response) => {
    const span = spans.begin(request);
    span.enter();
    const answer = async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) {
        chunks.push(chunk as Buffer);
      }
      const calls = JSON.parse(Buffer.concat(chunks).toString()) as readonly Call[];
      for (const { url, arguments: further } of calls) {
        const reply = await fetch(url, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(further) });
        await reply.arrayBuffer();
      }
    };
    answer()
      .then(() => 200)
      .catch(() => 500)
      .then((status) => {
        response.writeHead(status, { "content-type": "text/plain" }).end("done");
        span.end({ method: request.method ?? "", route: "/", status });
      });
  });
}
