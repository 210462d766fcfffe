import { once } from "node:events";
import { createServer, get, type IncomingMessage, type RequestOptions, request } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout } from "node:timers/promises";
import { Registry } from "prom-client";
import { Agent, request as undiciRequest } from "undici";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createMetrics } from "../create-metrics.ts";
import { defineGauge } from "../definition/metric-definition.ts";
import { type ParsedSample, parseExposition } from "../testing/parse-exposition.ts";
import { measureHttpClient } from "./measure-http-client.ts";

const server = createServer((incoming, response) => {
  const answers: Readonly<Record<string, () => void>> = {
    "/empty": () => response.writeHead(204).end(),
    "/missing": () => response.writeHead(404).end("no such thing"),
    "/redirect": () => response.writeHead(302, { location: "/ok" }).end(),
    "/large": () => response.end(Buffer.alloc(5_000_000)),
    "/slow": () => void setTimeout(80).then(() => response.end("late")),
    "/hang": () => {},
    "/endless": () => response.writeHead(200).write("begun"),
    "/cut": () => incoming.socket.destroy(),
    "/cut-body": () => response.writeHead(200, { "content-length": 100 }).write("begun", () => response.destroy()),
  };
  (answers[incoming.url ?? ""] ?? (() => response.end("ok")))();
});
let base = "";

beforeAll(async () => {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await once(server, "close");
});

/** Requests counted so far, as a scraper sees them: `GET 127.0.0.1 200 timeout`, with the number if it is not 1. */
async function requests(registry: Registry): Promise<string[]> {
  const text = `${await registry.metrics()}`;
  const [family] = parseExposition(text).filter(({ name }) => name === "http_client_request_duration_seconds");
  const counts = (family?.samples ?? []).filter(({ name }) => name.endsWith("_count"));
  return counts.map(({ labels, value }: ParsedSample) =>
    [
      labels.http_request_method,
      labels.server_address,
      labels.http_response_status_code || "-",
      labels.error_type || "ok",
      ...(value === 1 ? [] : [value]),
    ].join(" "),
  );
}

/** Runs with a measured registry and tells what was counted, once that is something. */
async function counted(run: () => Promise<unknown>, expected = 1): Promise<string[]> {
  const registry = new Registry();
  const measurement = measureHttpClient({ registry });
  try {
    await run().catch(() => {});
    await expect.poll(async () => (await requests(registry)).length, { interval: 10 }).toBeGreaterThanOrEqual(expected);
    await setTimeout(20);
    return await requests(registry);
  } finally {
    measurement.stop();
  }
}

function send(path: string, options: RequestOptions = {}, act: (sent: ReturnType<typeof request>) => void = () => {}): Promise<void> {
  return new Promise((resolve, reject) => {
    const sent = request(base + path, options, (response) => {
      response.on("error", reject).on("close", resolve).resume();
    });
    sent.on("error", reject);
    act(sent);
    sent.end();
  });
}

const afterwards = (milliseconds: number) => {
  const controller = new AbortController();
  void setTimeout(milliseconds).then(() => controller.abort());
  return controller.signal;
};

describe("fetch", () => {
  test.each<[what: string, run: () => Promise<unknown>, counted: string[]]>([
    ["a response that was read", async () => (await fetch(`${base}/ok`)).text(), ["GET 127.0.0.1 200 ok"]],
    ["a response without content", () => fetch(`${base}/empty`), ["GET 127.0.0.1 204 ok"]],
    ["a HEAD request", () => fetch(`${base}/ok`, { method: "HEAD" }), ["HEAD 127.0.0.1 200 ok"]],
    ["a POST with a body", async () => (await fetch(`${base}/ok`, { method: "POST", body: "x" })).text(), ["POST 127.0.0.1 200 ok"]],
    ["a method that nobody knows", async () => (await fetch(`${base}/ok`, { method: "BREW" })).text(), ["_OTHER 127.0.0.1 400 400"]],
    ["a response that tells of an error", async () => (await fetch(`${base}/missing`)).text(), ["GET 127.0.0.1 404 404"]],
    ["each hop of a redirect", async () => (await fetch(`${base}/redirect`)).text(), ["GET 127.0.0.1 302 ok", "GET 127.0.0.1 200 ok"]],
    ["a time limit", () => fetch(`${base}/hang`, { signal: AbortSignal.timeout(30) }), ["GET 127.0.0.1 - timeout"]],
    ["an abort before the response", () => fetch(`${base}/hang`, { signal: afterwards(30) }), ["GET 127.0.0.1 - aborted"]],
    ["an abort within the response", async () => (await fetch(`${base}/endless`, { signal: afterwards(60) })).text(), ["GET 127.0.0.1 200 aborted"]],
    ["a response that is thrown away", async () => (await fetch(`${base}/large`)).body?.cancel(), ["GET 127.0.0.1 200 aborted"]],
    ["a connection cut before the response", () => fetch(`${base}/cut`), ["GET 127.0.0.1 - UND_ERR_SOCKET"]],
    ["a connection cut within the response", async () => (await fetch(`${base}/cut-body`)).text(), ["GET 127.0.0.1 200 UND_ERR_SOCKET"]],
    ["a port that nobody listens on", () => fetch("http://127.0.0.1:2/"), ["GET 127.0.0.1 - ECONNREFUSED"]],
  ])("counts %s once", async (_, run, expected) => {
    expect(await counted(run, expected.length)).toEqual(expected);
  });

  test("an abort whose reason is no error counts as aborted", async () => {
    const controller = new AbortController();
    void setTimeout(30).then(() => controller.abort("enough"));
    expect(await counted(() => fetch(`${base}/hang`, { signal: controller.signal }))).toEqual(["GET 127.0.0.1 - aborted"]);
  });

  test("a host that does not exist is a peer of its name", async () => {
    const [only] = await counted(() => fetch("http://nowhere.invalid/"));
    expect(only).toMatch(/^GET nowhere\.invalid - (ENOTFOUND|EAI_AGAIN)$/);
  });

  test("a request that was never sent is not counted", async () => {
    const registry = new Registry();
    const measurement = measureHttpClient({ registry });
    await expect(fetch(`${base}/ok`, { signal: AbortSignal.abort() })).rejects.toThrow();
    expect(await requests(registry)).toEqual([]);
    measurement.stop();
  });
});

describe("the package undici", () => {
  test("counts a request and a time limit of its own", async () => {
    const dispatcher = new Agent({ headersTimeout: 50 });
    const ran = await counted(async () => {
      await (await undiciRequest(`${base}/ok`, { dispatcher })).body.text();
      await undiciRequest(`${base}/hang`, { dispatcher });
    }, 2);
    expect(ran).toEqual(["GET 127.0.0.1 200 ok", "GET 127.0.0.1 - timeout"]);
    await dispatcher.destroy();
  });
});

describe("node:http", () => {
  test.each<[what: string, run: () => Promise<unknown>, counted: string[]]>([
    ["a response that was read", () => send("/ok"), ["GET 127.0.0.1 200 ok"]],
    ["a response without content", () => send("/empty"), ["GET 127.0.0.1 204 ok"]],
    ["a HEAD request", () => send("/ok", { method: "HEAD" }), ["HEAD 127.0.0.1 200 ok"]],
    ["a response that tells of an error", () => send("/missing"), ["GET 127.0.0.1 404 404"]],
    ["a response that nobody listens for", () => once(get(`${base}/ok`), "close"), ["GET 127.0.0.1 200 ok"]],
    ["a signal's time limit", () => send("/hang", { signal: AbortSignal.timeout(30) }), ["GET 127.0.0.1 - timeout"]],
    ["a signal that aborts", () => send("/hang", { signal: afterwards(30) }), ["GET 127.0.0.1 - aborted"]],
    [
      "a time limit of the socket",
      () => send("/hang", { timeout: 30 }, (sent) => sent.on("timeout", () => sent.destroy())),
      ["GET 127.0.0.1 - timeout"],
    ],
    [
      "a request destroyed before the response",
      () => send("/hang", {}, (sent) => void setTimeout(30).then(() => sent.destroy())),
      ["GET 127.0.0.1 - aborted"],
    ],
    [
      "a request destroyed within the response",
      () => send("/endless", {}, (sent) => void setTimeout(60).then(() => sent.destroy())),
      ["GET 127.0.0.1 200 aborted"],
    ],
    ["a connection cut before the response", () => send("/cut"), ["GET 127.0.0.1 - ECONNRESET"]],
    ["a connection cut within the response", () => send("/cut-body"), ["GET 127.0.0.1 200 ECONNRESET"]],
    ["a port that nobody listens on", () => once(get("http://127.0.0.1:2/"), "close"), ["GET 127.0.0.1 - ECONNREFUSED"]],
  ])("counts %s once", async (_, run, expected) => {
    expect(await counted(run)).toEqual(expected);
  });

  test("two requests on one kept connection are two", async () => {
    expect(
      await counted(async () => {
        await send("/ok");
        await send("/ok");
      }),
    ).toEqual(["GET 127.0.0.1 200 ok 2"]);
  });

  test("a host that a stranger names, in the path or in a header, is not the peer", async () => {
    const names = [
      () => send("//evil.example/", {}),
      () => send("/", { path: "http://evil.example/" }),
      () => send("/", { headers: { host: "evil.example" } }),
    ];
    for (const run of names) {
      expect(await counted(run)).toEqual(["GET 127.0.0.1 200 ok"]);
    }
  });
});

test("the duration ends with the response, not with its head", async () => {
  const registry = new Registry();
  const measurement = measureHttpClient({ registry });
  await (await fetch(`${base}/slow`)).text();
  await send("/slow");
  const samples = parseExposition(await registry.metrics()).flatMap((family) => family.samples);
  const sum = samples.find(({ name }) => name === "http_client_request_duration_seconds_sum")?.value ?? 0;
  expect(sum).toBeGreaterThan(0.15);
  // In milliseconds it would be more than 150.
  expect(sum).toBeLessThan(100);
  measurement.stop();
});

test("peerOf names the peer, leaves requests out, and may throw", async () => {
  const registry = new Registry();
  const measurement = measureHttpClient({
    registry,
    peerOf({ pathname }) {
      if (pathname === "/throw") {
        throw new Error("wrong");
      }
      return pathname === "/left-out" ? undefined : "billing";
    },
  });
  for (const path of ["/ok", "/left-out", "/throw"]) {
    await (await fetch(base + path)).text();
    await send(path);
  }
  expect(await requests(registry)).toEqual(["GET billing 200 ok 2", "GET _other 200 ok 2"]);
  measurement.stop();
});

test("a registry is measured once however often it is asked for, until the last user stops", async () => {
  const registry = new Registry();
  const [first, second] = [measureHttpClient({ registry }), measureHttpClient({ registry })];
  const both = await requests(registry);
  await send("/ok");
  first.stop();
  first.stop();
  await send("/ok");
  expect([both, await requests(registry)]).toEqual([[], ["GET 127.0.0.1 200 ok 2"]]);
  second.stop();
  await send("/ok");
  await (await fetch(`${base}/ok`)).text();
  expect(await requests(registry)).toEqual(["GET 127.0.0.1 200 ok 2"]);
});

test("a request begun before stop() is let go", async () => {
  const registry = new Registry();
  const measurement = measureHttpClient({ registry });
  const response = await new Promise<IncomingMessage>((resolve) => get(`${base}/slow`, resolve));
  measurement.stop();
  await once(response.resume(), "close");
  expect((await requests(registry)).length).toBeLessThanOrEqual(1);
});

test("another metric of that name in the registry is refused at the start", () => {
  const registry = new Registry();
  createMetrics({ other: defineGauge({ name: "http_client_request_duration_seconds", help: "Something else." }) }, { registry });
  expect(() => measureHttpClient({ registry })).toThrow(expect.objectContaining({ code: "metric_conflict" }));
});
