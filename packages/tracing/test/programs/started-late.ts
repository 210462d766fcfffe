// Everything is loaded, and a request answered, before tracing is started.
import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { serverSpans, startTracing } from "@platform/tracing";

const spans = serverSpans();
const server = createServer((incoming, response) => {
  const span = spans.begin(incoming);
  span.enter();
  response.end("ok", () => span.end({ method: "GET", route: "/", status: 200 }));
}).listen(0, "127.0.0.1", async () => {
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const get = () => new Promise<void>((resolve) => request(url, (response) => response.resume().on("close", resolve)).end());
  await get();
  const tracing = startTracing({ service: "late" });
  await get();
  await (await fetch(url)).text();
  await tracing.shutdown();
  server.close();
});
