import { IncomingMessage } from "node:http";
import { Socket } from "node:net";
import { context, propagation, ROOT_CONTEXT, SpanKind, trace } from "@opentelemetry/api";
import { ProtobufTraceSerializer } from "@opentelemetry/otlp-transformer";
import { BatchSpanProcessor, InMemorySpanExporter, NodeTracerProvider } from "@opentelemetry/sdk-trace-node";
import { startTracing, type TracingOptions } from "../src/index.ts";
import { createProtobufBatch } from "../src/otlp/protobuf-batch.ts";
import { createResource } from "../src/resource/resource.ts";
import type { SpanProcessor } from "../src/span/pipeline.ts";

/** A request as a browser sends it. */
function createRequest(): IncomingMessage {
  const request = new IncomingMessage(new Socket());
  request.method = "GET";
  request.url = "/orders/42?page=2";
  request.headers = {
    host: "shop.example.com",
    "user-agent": "Mozilla/5.0 (X11; Linux x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36",
    accept: "application/json",
  };
  return request;
}

/** Encodes each span as the queue does, and throws the full batches away instead of sending them. */
function encodeOnly(): SpanProcessor {
  const batch = createProtobufBatch(createResource({ "service.name": "bench" }));
  let spans = 0;
  return {
    onStart() {},
    onEnd(span) {
      batch.add(span);
      spans++;
      if (spans === 512) {
        batch.take();
        spans = 0;
      }
    },
    forceFlush: async () => {},
    shutdown: async () => {},
  };
}

/** The span of one request from its begin to its end, encoded. */
export function traceOneRequest(options: TracingOptions = {}): () => void {
  const { spans } = startTracing({ service: "bench", exporter: "none", clients: false, processors: [encodeOnly()], ...options });
  const request = createRequest();
  return () => {
    const span = spans.begin(request);
    span.enter();
    span.end({ method: "GET", route: "/orders/:id", status: 200 });
  };
}

/** The same with the SDK of OpenTelemetry and the attributes that its instrumentation sets, encoded in batches by its own serializer and sent to nobody. */
export function traceOneRequestWithSdk(): () => void {
  const exporter = new InMemorySpanExporter();
  exporter.export = (spans, done) => {
    ProtobufTraceSerializer.serializeRequest(spans);
    done({ code: 0 });
  };
  new NodeTracerProvider({ spanProcessors: [new BatchSpanProcessor(exporter)] }).register();
  const tracer = trace.getTracer("bench");
  const request = createRequest();
  return () => {
    const parent = propagation.extract(ROOT_CONTEXT, request.headers);
    const attributes = {
      "http.request.method": "GET",
      "url.path": "/orders/42",
      "url.scheme": "http",
      "server.address": request.headers.host ?? "",
      "user_agent.original": request.headers["user-agent"] ?? "",
    };
    const span = tracer.startSpan("GET", { kind: SpanKind.SERVER, attributes }, parent);
    context.with(trace.setSpan(parent, span), () => {
      span.updateName("GET /orders/:id");
      span.setAttributes({ "http.route": "/orders/:id", "http.response.status_code": 200 });
      span.end();
    });
  };
}
