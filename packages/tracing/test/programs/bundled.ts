// Bundled into one file by esbuild before it is run.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { trace } from "@opentelemetry/api";
import { serverSpans, startTracing, withSpan } from "@platform/tracing";

const tracing = startTracing({ service: "bundled" });
const spans = serverSpans();
const server = createServer((request, response) => {
  const span = spans.begin(request);
  span.run(() => {
    withSpan("work", {}, () => trace.getTracer("library").startSpan("deep").end());
    response.end("ok", () => span.end({ method: "GET", route: "/", status: 200 }));
  });
}).listen(0, "127.0.0.1", async () => {
  await (await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)).text();
  await tracing.shutdown();
  server.close();
});
