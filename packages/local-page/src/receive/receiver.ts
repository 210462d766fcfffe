import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { listen } from "../server/listen.ts";
import { PageError } from "../server/page-error.ts";
import { sendError } from "../server/router.ts";
import type { TelemetryStore } from "../store/telemetry-store.ts";
import { readPushedLines } from "./loki-push.ts";
import { readJsonSpans } from "./otlp-json.ts";
import { readProtoSpans } from "./otlp-proto.ts";
import { readBody } from "./read-body.ts";

export interface Receiver {
  readonly port: number;
  /** `http://127.0.0.1:<port>`: base of OTLP/HTTP and of Loki's push API. */
  readonly url: string;
  stop(): Promise<void>;
}

export interface ReceiverOptions {
  /** On 127.0.0.1; 0 takes a free one. */
  readonly port: number;
  readonly store: TelemetryStore;
}

type Take = (body: Buffer, store: TelemetryStore) => void;

const takeSpans: Readonly<Record<string, Take>> = {
  "application/json": (body, { spans }) => spans.add(readJsonSpans(parse(body))),
  "application/x-protobuf": (body, { spans }) => spans.add(fromProto(body)),
};

/** What is taken, by path and then by the type of its body. */
const TAKES: Readonly<Record<string, Readonly<Record<string, Take>>>> = {
  "/v1/traces": takeSpans,
  "/loki/api/v1/push": { "application/json": (body, { logs }) => logs.add(readPushedLines(parse(body))) },
};

/**
 * Receives traces by OTLP/HTTP and logs by Loki's push API, from programs of this machine only.
 *
 * @throws Error with the code of the system (`EADDRINUSE`) when it cannot listen
 */
export async function startReceiver({ port, store }: ReceiverOptions): Promise<Receiver> {
  const server = createServer(async (request, response) => {
    try {
      await take(request, response, store);
    } catch (error) {
      sendError(response, error);
      request.resume();
    }
  });
  const bound = await listen(server, port);
  return {
    port: bound,
    url: `http://127.0.0.1:${bound}`,
    stop: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

async function take(request: IncomingMessage, response: ServerResponse, store: TelemetryStore): Promise<void> {
  const path = (request.url ?? "").split("?")[0] ?? "";
  const byType = Object.hasOwn(TAKES, path) ? TAKES[path] : undefined;
  if (request.headers.origin !== undefined || request.headers["sec-fetch-site"] !== undefined) {
    throw new PageError(403, "origin_refused", "Browsers do not push here.");
  }
  if (byType === undefined || request.method !== "POST") {
    throw new PageError(404, "not_found", `Only POST ${Object.keys(TAKES).join(" and ")} are received here.`);
  }
  const type = (request.headers["content-type"] ?? "").split(";")[0]?.trim().toLowerCase() ?? "";
  const read = Object.hasOwn(byType, type) ? byType[type] : undefined;
  if (read === undefined) {
    throw new PageError(415, "type_unknown", `Content-Type ${JSON.stringify(type)} is not ${Object.keys(byType).join(" or ")}.`);
  }
  read(await readBody(request), store);
  const isTraces = path === "/v1/traces";
  response.writeHead(isTraces ? 200 : 204, isTraces ? { "content-type": type } : {}).end(isTraces && type === "application/json" ? "{}" : undefined);
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch (cause) {
    throw new PageError(400, "body_invalid", `The body is no JSON: ${(cause as Error).message.slice(0, 200)}`, { cause });
  }
}

function fromProto(body: Buffer): ReturnType<typeof readProtoSpans> {
  try {
    return readProtoSpans(body);
  } catch (cause) {
    throw new PageError(400, "body_invalid", `The body is no Protocol Buffers message: ${(cause as Error).message}`, { cause });
  }
}
