import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import type { Journey } from "./journey.ts";
import { runTraffic, type TrafficOptions } from "./run-traffic.ts";
import { expectStatus } from "./step-failed.ts";

let server: Server;

afterEach(() => void server?.close());

async function serve(status: number): Promise<string> {
  server = createServer((_request, response) => response.writeHead(status).end("{}"));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const look: Journey = { name: "look", weight: 1, run: async (visitor) => void expectStatus("look", await visitor.get("/home"), 200) };
const stay: Journey = { name: "stay", weight: 1, run: (visitor) => visitor.wait(60) };

function start(options: Partial<TrafficOptions> & Pick<TrafficOptions, "gatewayUrl" | "journeys">) {
  return runTraffic({ visitorsPerSecond: 100, maxVisitors: 50, thinkSeconds: 0, seed: 1, run: "test", ...options });
}

test("visitors come at the rate asked for, and their journeys are counted", async () => {
  const traffic = start({ gatewayUrl: await serve(200), journeys: [look] });
  const begun = performance.now();
  await expect.poll(() => traffic.summary().journeys.look?.completed, { timeout: 20_000 }).toBeGreaterThan(150);
  const seconds = (performance.now() - begun) / 1000;
  const { journeys, turnedAway } = await traffic.stop();
  expect(journeys.look?.failed).toBe(0);
  expect(seconds).toBeGreaterThan(0.9);
  expect(turnedAway).toBe(0);
});

test("a platform that fails or is gone ends journeys, not the traffic", async () => {
  const traffic = start({ gatewayUrl: await serve(503), journeys: [look] });
  await expect.poll(() => traffic.summary().journeys.look?.failed).toBeGreaterThan(5);
  expect(traffic.summary().lastFailure).toBe("look: look was answered with 503 instead of 200: {}");
  server.close();
  server.closeAllConnections();
  await expect.poll(() => traffic.summary().lastFailure).toBe("look: fetch failed");
  expect((await traffic.stop()).journeys.look?.completed).toBe(0);
});

test("no more visitors are there at a time than allowed, and all leave when it stops", async () => {
  const traffic = start({ gatewayUrl: await serve(200), journeys: [stay], maxVisitors: 3 });
  await expect.poll(() => traffic.summary().turnedAway).toBeGreaterThan(5);
  const stopped = performance.now();
  expect((await traffic.stop()).journeys.stay).toEqual({ completed: 0, failed: 0 });
  // A visit takes a minute.
  expect(performance.now() - stopped).toBeLessThan(20_000);
});
