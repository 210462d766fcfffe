import type { IncomingMessage, ServerResponse } from "node:http";
import { createLogger, type TextOptions } from "@platform/logging";
import { expect, test } from "vitest";
import { createRequestLog, type EndedRequest } from "./request-log.ts";
import type { RequestKind } from "./request-metrics.ts";
import { recordOf } from "./request-record.ts";

interface Case {
  readonly url?: string;
  readonly address?: string | undefined;
  readonly id?: string;
  readonly route?: string;
  readonly status?: number;
  readonly seconds?: number;
  readonly finished?: boolean;
  readonly error?: unknown;
  readonly redact?: TextOptions;
}

const ID = "req-7f3a";

/** The lines that the request has by the way of prepared lines, and by a child of the logger, which has none. */
function bothLines({ redact = {}, ...one }: Case): readonly (readonly string[])[] {
  return [true, false].map((isPrepared) => {
    const lines: string[] = [];
    const output = { append: (bytes: Buffer, start: number, end: number) => void lines.push(bytes.toString("utf8", start, end)) };
    const logger = createLogger({ service: { name: "orders" }, level: "info", now: () => 1_767_000_000_000, output, redact });
    const log = createRequestLog(isPrepared ? logger : logger.child({}));
    log(endedRequest(one));
    return lines;
  });
}

function endedRequest(one: Case): EndedRequest {
  const { url = "/orders/42?token=x", id = ID, route = "/orders/:id", status = 200, seconds = 0.0123456, finished = true, error } = one;
  const request = { url, socket: { remoteAddress: "address" in one ? one.address : "::ffff:10.0.0.7" } } as unknown as IncomingMessage;
  const response = { writableFinished: finished } as ServerResponse;
  const kind = { method: "GET", route, status, line: undefined } as RequestKind;
  return { request, response, kind, record: Object.assign(recordOf(request), { id }), seconds, error };
}

test.each<[string, Case]>([
  ["an ordinary one", {}],
  ["one that failed", { status: 503 }],
  ["one that failed with an error", { status: 500, error: "thrown" }],
  ["one that was aborted", { finished: false, status: 499 }],
  ["one whose connection is gone", { address: undefined }],
  ["one without an id", { id: "" }],
  ["a path that would forge a line", { url: '/a","level":"fatal","x":"\n{' }],
  ["a path with a secret", { url: "/login/password=hunter2" }],
  ["a path beyond ASCII", { url: "/größe/\u202e😀" }],
  ["a very long path", { url: `/${"a".repeat(5000)}` }],
  ["an id with a quote", { id: 'a"b' }],
  ["an id like a card number", { id: "4111111111111111" }],
  ["a route with a quote and a secret", { route: '/"/token=abcdef' }],
  ["a duration that is none", { seconds: Number.NaN }],
  ["a path that the program hides", { redact: { keys: ["url path"] } }],
  ["an address that the program hides", { redact: { keys: ["network.peer.address"] } }],
  ["an id that the program hides", { redact: { keys: ["request_id"] } }],
])("%s has the same line as the logger would write", (_what, one) => {
  const [prepared, logged] = bothLines(one);
  expect(prepared).toHaveLength(1);
  expect(prepared).toEqual(logged);
  expect(JSON.parse(prepared?.[0] ?? "")).toMatchObject({ "service.name": "orders", "http.request.method": "GET" });
});

test("requests of a kind share what is prepared of their line", () => {
  const lines: string[] = [];
  const logger = createLogger({
    service: { name: "orders" },
    level: "info",
    output: { append: (bytes, start, end) => void lines.push(bytes.toString("utf8", start, end)) },
  });
  const ended = endedRequest({});
  createRequestLog(logger)(ended);
  expect(lines).toHaveLength(1);
  ended.kind.line?.(undefined, ',"second":true');
  expect(JSON.parse(lines[1] ?? "")).toMatchObject({ "http.route": "/orders/:id", second: true, message: "GET /orders/:id 200" });
});

test("what the program hides is in no line", () => {
  const lines = bothLines({ redact: { keys: ["network.peer.address"] } }).flat();
  expect(lines).toHaveLength(2);
  expect(lines.join("")).not.toContain("10.0.0.7");
});
