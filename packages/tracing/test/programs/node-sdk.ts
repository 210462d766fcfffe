// A program that has a NodeSDK of OpenTelemetry, and our server span beside it.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { context, propagation, trace } from "@opentelemetry/api";
import { NodeSDK, tracing as sdkTracing } from "@opentelemetry/sdk-node";
import { serverSpans, startTracing } from "@platform/tracing";

const exporter = new sdkTracing.InMemorySpanExporter();
const sdk = new NodeSDK({ spanProcessors: [new sdkTracing.SimpleSpanProcessor(exporter)], instrumentations: [] });
sdk.start();
const spans = serverSpans();
const server = createServer((incoming, response) => {
  const span = spans.begin(incoming);
  span.enter();
  setTimeout(() => {
    trace.getTracer("app").startSpan("child").end();
    span.fail(new TypeError(propagation.getActiveBaggage()?.getEntry("tenant")?.value));
    response.writeHead(500).end(() => {
      span.end({ method: "GET", route: "/orders/:id", status: 500 });
      span.end({ method: "GET", route: "/orders/:id", status: 500 });
    });
  }, 5);
}).listen(0, "127.0.0.1", async () => {
  const traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
  await (
    await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/orders/1`, { headers: { traceparent, baggage: "tenant=acme" } })
  ).text();
  // The client may have read the answer before the server is told that it was sent.
  while (exporter.getFinishedSpans().length < 2) {
    await sleep(5);
  }
  server.close();
  const finished = exporter.getFinishedSpans().map((span) => ({
    name: span.name,
    traceId: span.spanContext().traceId,
    spanId: span.spanContext().spanId,
    parent: span.parentSpanContext?.spanId,
    attributes: span.attributes,
    status: span.status.code,
    events: span.events.map((event) => event.attributes),
  }));
  console.log(JSON.stringify(finished));
  startTracing({ service: "second", exporter: "none" });
  console.log(JSON.stringify({ own: context.active() !== undefined }));
  await sdk.shutdown();
});
