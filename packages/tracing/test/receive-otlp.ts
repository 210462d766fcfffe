import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo, Socket } from "node:net";
import { gunzipSync } from "node:zlib";

/** The published definitions of OTLP, compiled by protobufjs. */
interface ProtoType {
  decode(bytes: Uint8Array): { toJSON(): unknown };
  toObject(message: unknown, options: object): object;
  encode(message: object): { finish(): Uint8Array };
  fromObject(object: object): object;
}
const definitions = createRequire(import.meta.url)("otlp-definitions/build/src/generated/root.js") as {
  readonly opentelemetry: {
    readonly proto: { readonly collector: { readonly trace: { readonly v1: Readonly<Record<string, ProtoType>> } } };
  };
};
const v1 = definitions.opentelemetry.proto.collector.trace.v1;
const Request = v1.ExportTraceServiceRequest as ProtoType;
const Response = v1.ExportTraceServiceResponse as ProtoType;

export interface ReceivedAttribute {
  readonly key: string;
  readonly value: Readonly<Record<string, unknown>>;
}

export interface ReceivedSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly traceState?: string;
  readonly name: string;
  readonly kind: number;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes: readonly ReceivedAttribute[];
  readonly events: readonly { readonly name: string; readonly timeUnixNano: string; readonly attributes: readonly ReceivedAttribute[] }[];
  readonly links: readonly {
    readonly traceId: string;
    readonly spanId: string;
    readonly attributes: readonly ReceivedAttribute[];
    readonly flags?: number;
  }[];
  readonly status?: { readonly code?: number; readonly message?: string };
  readonly flags?: number;
  readonly droppedAttributesCount?: number;
  readonly droppedEventsCount?: number;
  readonly droppedLinksCount?: number;
  readonly scope: { readonly name: string; readonly version?: string };
  readonly resource: readonly ReceivedAttribute[];
}

/** What a receiver answers: nothing at all, or a status, after a while. */
export type Answering = (request: { readonly spans: number; readonly number: number }) => {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly rejected?: number;
  /** Instead of an answer in the format of the request. */
  readonly body?: Buffer;
  readonly delayMilliseconds?: number;
  readonly fault?: "silence" | "reset";
};

export interface OtlpReceiver {
  readonly url: string;
  /** Spans of the requests that were answered with success, in order. */
  readonly spans: ReceivedSpan[];
  readonly requests: { readonly headers: IncomingHttpHeaders; readonly bytes: number }[];
  answering: Answering;
  /** The spans of one name. */
  named(name: string): ReceivedSpan[];
  stop(): Promise<void>;
}

/** An OTLP receiver on a free port that decodes with the published definitions, protobuf and JSON. */
export async function receiveOtlp(answering: Answering = () => ({})): Promise<OtlpReceiver> {
  const sockets = new Set<Socket>();
  const server = createServer((request, response) => void receive(request, response));
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  const receiver: OtlpReceiver = {
    url: "",
    spans: [],
    requests: [],
    answering,
    named: (name) => receiver.spans.filter((span) => span.name === name),
    async stop() {
      for (const socket of sockets) {
        socket.destroy();
      }
      await new Promise((resolve) => server.close(resolve));
    },
  };

  async function receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) {
      chunks.push(chunk as Buffer);
    }
    const sent = Buffer.concat(chunks);
    const body = request.headers["content-encoding"] === "gzip" ? gunzipSync(sent) : sent;
    const spans = spansOf(body, request.headers["content-type"] ?? "");
    receiver.requests.push({ headers: request.headers, bytes: sent.length });
    const {
      status = 200,
      headers = {},
      rejected = 0,
      body: answer,
      delayMilliseconds = 0,
      fault,
    } = receiver.answering({
      spans: spans.length,
      number: receiver.requests.length,
    });
    if (fault === "silence") {
      return;
    }
    if (fault === "reset") {
      request.socket.resetAndDestroy();
      return;
    }
    if (delayMilliseconds > 0) {
      await new Promise((resolve) => setTimeout(resolve, delayMilliseconds));
    }
    if (status === 200) {
      receiver.spans.push(...spans.slice(rejected));
    }
    const partial = rejected > 0 ? { partialSuccess: { rejectedSpans: rejected, errorMessage: "too old" } } : {};
    const json = request.headers["content-type"] === "application/json";
    response.writeHead(status, { "content-type": json ? "application/json" : "application/x-protobuf", ...headers });
    response.end(
      answer !== undefined ? answer : status !== 200 ? "" : json ? JSON.stringify(partial) : Response.encode(Response.fromObject(partial)).finish(),
    );
  }

  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return Object.assign(receiver, { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/traces` });
}

interface Decoded {
  readonly resourceSpans?: readonly {
    readonly resource: { readonly attributes: readonly ReceivedAttribute[] };
    readonly scopeSpans: readonly { readonly scope: ReceivedSpan["scope"]; readonly spans: readonly Omit<ReceivedSpan, "scope" | "resource">[] }[];
  }[];
}

function spansOf(body: Buffer, contentType: string): ReceivedSpan[] {
  const decoded = (contentType === "application/json" ? JSON.parse(body.toString()) : decode(body)) as Decoded;
  return (decoded.resourceSpans ?? []).flatMap(({ resource, scopeSpans }) =>
    scopeSpans.flatMap(({ scope, spans }) => spans.map((span) => ({ ...span, scope, resource: resource.attributes }))),
  );
}

function decode(body: Buffer): unknown {
  const object = Request.toObject(Request.decode(body), { longs: String, bytes: String, arrays: true });
  return JSON.parse(JSON.stringify(object), (key, value: unknown) =>
    (key === "traceId" || key === "spanId" || key === "parentSpanId") && typeof value === "string"
      ? Buffer.from(value, "base64").toString("hex")
      : value,
  );
}

/** Attributes as a plain object. */
export function valuesOf(attributes: readonly ReceivedAttribute[]): Record<string, unknown> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, plain(value)]));
}

function plain(value: Readonly<Record<string, unknown>>): unknown {
  if (value.arrayValue !== undefined) {
    return ((value.arrayValue as { readonly values?: readonly Readonly<Record<string, unknown>>[] }).values ?? []).map(plain);
  }
  return value.stringValue ?? value.boolValue ?? (value.intValue === undefined ? value.doubleValue : Number(value.intValue));
}
