import { Registry } from "prom-client";
import { afterEach, describe, expect, test } from "vitest";
import { type CollectedTelemetry, collectTelemetry } from "../../test/collect-telemetry.ts";
import { frameworks } from "../../test/frameworks.ts";
import { type Served, serveOn } from "../../test/serve.ts";
import type { ObserveOptions } from "../index.ts";

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
const TRACEPARENT = `00-${TRACE}-00f067aa0ba902b7-01`;

const stops: (() => unknown)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) {
    await stop();
  }
});

describe.each(Object.entries(frameworks))("with %s", (_name, build) => {
  async function start(options: Partial<ObserveOptions> = {}): Promise<Served & { readonly telemetry: CollectedTelemetry }> {
    const telemetry = collectTelemetry();
    stops.push(telemetry.stop);
    const { server, observer } = await build({ service: "orders", registry: new Registry(), logger: telemetry.logger, ...options });
    stops.push(observer.stop);
    const served = await serveOn(server);
    stops.push(served.stop);
    return { ...served, telemetry };
  }

  test("the span is active in the handler, also when a body was read before", async () => {
    const { fetch, telemetry } = await start();
    const headers = { traceparent: TRACEPARENT, "content-type": "application/json" };
    expect((await fetch("POST /trace", headers, '{"a":1}')).body).toBe(TRACE);
    expect((await fetch("POST /trace", headers, "{}")).body).toBe(TRACE);
    const own = (await fetch("POST /trace", { "content-type": "application/json" }, "{}")).body;
    expect(own).toMatch(/^(?!0{32})[0-9a-f]{32}$/);
    expect(own).not.toBe(TRACE);
    await expect.poll(() => telemetry.lines.map(({ trace_id }) => trace_id)).toEqual([TRACE, TRACE, own]);
  });

  test.each([
    ["a well-formed id", "Root=1-67891233-abcdef012345678912345678", true],
    ["a UUID", "0b2f2b0c-8a0b-4a4e-9f0e-0d8f5e2a7c11", true],
    ["the longest id", "x".repeat(128), true],
    ["an id that is too long", "x".repeat(129), false],
    ["16 KB", "x".repeat(15_000), false],
    ["a line of a log", 'a","level":"fatal', false],
    ["an escape sequence", "a\u001b[2J", false],
    ["blanks", "a b", false],
    ["nothing", "", false],
    ["a text that is no ASCII", "é", false],
  ])("of a caller, %s is its id, or not", async (_what, given, accepted) => {
    const { fetch, telemetry } = await start();
    const headers: Record<string, string> = given.includes("\u001b") ? {} : { "x-request-id": given };
    const id = (await fetch("/ok/1", headers)).headers["x-request-id"];
    expect(id).toEqual(accepted ? given : expect.stringMatching(UUID));
    await expect.poll(() => telemetry.lines.map(({ request_id }) => request_id)).toEqual([id]);
  });

  test("callers at the edge get ids of ours, in a header of our choice", async () => {
    const { fetch } = await start({ requestId: { header: "X-Correlation-Id", trustCallers: false } });
    const { headers } = await fetch("/ok/1", { "x-correlation-id": "mine", "x-request-id": "mine" });
    expect(headers["x-correlation-id"]).toMatch(UUID);
    expect(headers["x-request-id"]).toBeUndefined();
  });

  test("without ids there is no header", async () => {
    const { fetch, telemetry } = await start({ requestId: false });
    expect((await fetch("/ok/1", { "x-request-id": "mine" })).headers["x-request-id"]).toBeUndefined();
    await expect.poll(() => telemetry.lines.length).toBe(1);
    expect(telemetry.lines[0]).not.toHaveProperty("request_id");
  });

  test("the error of a failed request is on its span and in its line, once", async () => {
    const { fetch, telemetry } = await start();
    expect((await fetch("/throw")).status).toBe(500);
    await expect.poll(() => telemetry.lines).toMatchObject([{ level: 50, "http.route": "/throw", err: { type: "Error", message: "thrown" } }]);
    const [span] = telemetry.spans;
    expect(span?.status.code).toBe(2);
    expect(span?.events.map(({ name, attributes }) => [name, attributes?.["exception.message"]])).toEqual([["exception", "thrown"]]);
  });

  test("a line has the path without the query", async () => {
    const { fetch, telemetry } = await start();
    await fetch("/ok/7?token=secret");
    await expect.poll(() => telemetry.lines).toMatchObject([{ level: 30, "url.path": "/ok/7" }]);
    expect(JSON.stringify(telemetry.lines)).not.toContain("secret");
  });

  test("lines are an access log: who asked, and who was refused the metrics and why, without what he tried", async () => {
    const { fetch, telemetry } = await start({ metricsGuard: { bearerToken: "s3cret" } });
    await fetch("/ok/7");
    await expect.poll(() => telemetry.lines.length).toBe(1);
    await fetch("/metrics?a=b", { authorization: "Bearer guessed" });
    const address = { "network.peer.address": expect.stringMatching(/127\.0\.0\.1$|^::1$/) };
    const refusal = { "event.category": "authentication", "event.outcome": "refused", "event.reason": "credentials_wrong" };
    await expect
      .poll(() => telemetry.lines)
      .toMatchObject([address, { level: 30, ...refusal, "http.route": "/metrics", "http.response.status_code": 401, ...address }]);
    expect(JSON.stringify(telemetry.lines)).not.toContain("guessed");
  });

  test("a logger that throws does not harm the request", async () => {
    const logger = { info: () => expect.fail("info"), error: () => expect.fail("error") };
    const { fetch, telemetry } = await start({ logger });
    expect((await fetch("/ok/1")).status).toBe(200);
    await expect.poll(() => telemetry.spans.length).toBe(1);
  });
});
