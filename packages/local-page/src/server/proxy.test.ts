import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { setImmediate } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { findFreePort } from "../../../stack/src/operate/native/port.ts";
import { askPage, cookieOf, startPage } from "../../test/start-page.ts";
import type { LocalPage } from "./local-page.ts";

let upstream: Server;
let port: number;
let page: LocalPage;
let cookie: string;
const seen: string[] = [];

async function startUpstream(): Promise<void> {
  upstream = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) {
      body += chunk;
    }
    seen.push(`${request.method} ${request.url} ${body} ${request.headers.authorization ?? ""}`.trim());
    if (body.includes("million")) {
      response.writeHead(200, { "content-type": "application/json" });
      const chunk = "x".repeat(1024 * 1024);
      while (!response.destroyed && response.write(chunk) !== undefined) {
        await setImmediate();
      }
      return;
    }
    response.writeHead(body.includes("wrong") ? 400 : 200, { "content-type": "application/json" });
    response.end(body.includes("wrong") ? '{"status":"error","errorType":"bad_data","error":"1:1: parse error"}' : '{"status":"success","data":[]}');
  }).listen(port, "127.0.0.1");
  await once(upstream, "listening");
}

beforeAll(async () => {
  port = await findFreePort();
  await startUpstream();
  page = await startPage({ prometheusUrl: `http://ann:s%20cret@127.0.0.1:${port}/prom/`, alertmanagerUrl: `http://127.0.0.1:${port}` });
  cookie = await cookieOf(page);
});

afterAll(async () => {
  await page?.stop();
  upstream?.close();
});

const ask = (path: string) => askPage(page.port, path, { headers: { cookie } });

test("queries go to Prometheus as a form, with its user, and its answer comes back as it is", async () => {
  expect(await ask("/api/prometheus/api/v1/query?query=up%7Ba%3D%22b%22%7D&time=1")).toMatchObject({
    status: 200,
    body: '{"status":"success","data":[]}',
  });
  expect(seen.at(-1)).toBe(`POST /prom/api/v1/query query=up%7Ba%3D%22b%22%7D&time=1 Basic ${Buffer.from("ann:s cret").toString("base64")}`);
  expect(await ask("/api/prometheus/api/v1/query?query=wrong")).toMatchObject({ status: 400, body: expect.stringContaining("parse error") });
});

test.each([
  "prometheus/api/v1/admin/tsdb/delete_series",
  "prometheus/-/quit",
  "prometheus/api/v1/query/../../-/quit",
  "alertmanager/api/v2/silence/1",
  "prometheus/api/v1/write",
  "prometheus//evil.example",
])("%s is not asked: the page only reads", async (path) => {
  const before = seen.length;
  expect((await ask(`/api/${path}`)).status).toBeGreaterThanOrEqual(400);
  expect(seen).toHaveLength(before);
});

test("a million services in one answer: it is cut at the bound, and the page answers on", async () => {
  const { status, body } = await ask("/api/prometheus/api/v1/query?query=million");
  expect([status, JSON.parse(body)]).toMatchObject([502, { errorType: "answer_too_large" }]);
  expect(await ask("/api/prometheus/api/v1/query?query=up")).toMatchObject({ status: 200 });
});

test("Prometheus gone and back: the reason while it is gone, answers when it is back", async () => {
  upstream.closeAllConnections();
  upstream.close();
  await once(upstream, "close");
  const { status, body } = await ask("/api/prometheus/api/v1/alerts");
  expect([status, JSON.parse(body)]).toEqual([
    502,
    {
      status: "error",
      errorType: "upstream_unreachable",
      error: expect.stringMatching(/^Prometheus does not answer at http:\/\/127\.0\.0\.1:\d+\/prom: .*ECONNREFUSED/),
    },
  ]);
  expect(body).not.toContain("cret");
  await startUpstream();
  expect(await ask("/api/prometheus/api/v1/alerts")).toMatchObject({ status: 200 });
});
