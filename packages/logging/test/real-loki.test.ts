import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import type { FaultyServer } from "./faulty-server.ts";
import { startProxy } from "./loki-proxy.ts";
import { difference, numbersOf, spoolLogger } from "./spooled-logger.ts";

/** Address of a Loki that takes pushes and answers queries without credentials: `http://localhost:3100`. */
const { LOKI_URL } = process.env;

const FAULTS: readonly FaultyServer["fault"][] = ["refused", "black hole", "slow 204", "429", "500", "reset", "401"];
const LINES = 2000;

interface QueryAnswer {
  readonly data: { readonly result: readonly { readonly values: readonly (readonly [nanoseconds: string, line: string])[] }[] };
}

async function linesOf(run: string): Promise<QueryAnswer["data"]["result"][number]["values"]> {
  const query = new URLSearchParams({ query: `{service_name="payment", run="${run}"}`, limit: "5000", direction: "forward", since: "1h" });
  const answer = await fetch(new URL(`/loki/api/v1/query_range?${query}`, LOKI_URL));
  return ((await answer.json()) as QueryAnswer).data.result.flatMap(({ values }) => values);
}

test.runIf(LOKI_URL).each(FAULTS)("a real Loki has every line once and in order after an outage, %s: LOKI_URL", async (fault) => {
  const proxy = await startProxy(LOKI_URL ?? "");
  const run = randomUUID();
  const { logger, delivery } = spoolLogger(proxy.url, { labels: ["service.name", "level", "run"], timeoutSeconds: 5 });
  onTestFinished(async () => {
    await delivery.stop({ deadlineSeconds: 0 });
    await proxy.close();
  });
  for (let number = 0; number < LINES; number++) {
    if (number % 20 === 0) {
      await sleep(5);
    }
    proxy.fault = number >= 400 && number < 1600 ? fault : "none";
    logger.info({ number, run }, "charged");
  }
  expect(await delivery.flush({ deadlineSeconds: 25 })).toBe(true);
  expect(difference(delivery.counts())).toBe(0);
  expect(delivery.counts()).toMatchObject({ produced: LINES, delivered: LINES, pending: 0 });
  await expect.poll(async () => (await linesOf(run)).length, { timeout: 20_000 }).toBe(LINES);
  const lines = await linesOf(run);
  expect(numbersOf(lines.map(([, line]) => ({ line })))).toEqual(Array.from({ length: LINES }, (_, index) => index));
  expect(new Set(lines.map(([nanoseconds]) => nanoseconds)).size).toBe(LINES);
});
