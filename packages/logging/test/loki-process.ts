import { setTimeout as sleep } from "node:timers/promises";
import type { FaultyServer, LokiFault } from "./faulty-server.ts";
import { startProxy } from "./loki-proxy.ts";
import { startLoki } from "./loki-server.ts";

/** What the process is told: the fault from now on, or that it is to say what it has received, and end. */
export type ToLoki = { readonly fault: LokiFault } | "end";

export type FromLoki = { readonly url: string } | { readonly received: number; readonly inOrder: boolean | undefined };

interface FaultyLoki extends FaultyServer {
  result(): Promise<{ readonly received: number; readonly inOrder: boolean | undefined }>;
}

/** Keeps the lines, which are numbered from 0 as `{ number }`. */
async function startOwn(): Promise<FaultyLoki> {
  const loki = await startLoki();
  const result = async () => ({ received: loki.lines.length, inOrder: loki.lines.every(({ line }, index) => JSON.parse(line).number === index) });
  return Object.defineProperties(Object.create(loki), { result: { value: result } });
}

/** Stands before a real Loki, which sorts lines by their times itself. */
async function startBefore(loki: string, service: string): Promise<FaultyLoki> {
  const proxy = await startProxy(loki);
  /** A Loki that has much to take in answers late, or that it cannot. */
  const count = async (): Promise<number> => {
    const query = new URLSearchParams({ query: `sum(count_over_time({service_name="${service}"}[6h]))` });
    const response = await fetch(new URL(`/loki/api/v1/query?${query}`, loki));
    if (!response.ok) {
      await response.body?.cancel();
      await sleep(5000);
      return count();
    }
    const { data } = (await response.json()) as {
      readonly data: { readonly result: readonly { readonly value: readonly [seconds: number, count: string] }[] };
    };
    return Number(data.result[0]?.value[1] ?? 0);
  };
  const result = async () => {
    let received = await count();
    for (let before = -1; before !== received; received = await count()) {
      before = received;
      await sleep(2000);
    }
    return { received, inOrder: undefined };
  };
  return Object.defineProperties(Object.create(proxy), { result: { value: result } });
}

/** Loki, or the way to it, as a process of its own, so that the lines it holds are not in the memory of who logs. */
const { LOKI_URL } = process.env;
const loki = await (LOKI_URL === undefined ? startOwn() : startBefore(LOKI_URL, process.argv[2] ?? ""));
const say = (message: FromLoki) => process.send?.(message);
process.on("message", async (message: ToLoki) => {
  if (message !== "end") {
    loki.fault = message.fault;
    return;
  }
  say(await loki.result());
  await loki.close();
  process.disconnect();
});
process.on("disconnect", () => process.exit());
say({ url: loki.url });
