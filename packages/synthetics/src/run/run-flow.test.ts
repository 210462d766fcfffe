import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { describe, expect, onTestFinished, test } from "vitest";
import { answerJson, serveLocally } from "../../test/local-server.ts";
import { makeCertificate } from "../../test/make-certificate.ts";
import { check, expectJson } from "../flow/check.ts";
import { defineFlow, type FlowOptions } from "../flow/flow-definition.ts";
import { findMark, judgeMark } from "../mark/mark.ts";
import type { Bound } from "./bound.ts";
import { RunEnd } from "./failure.ts";
import { runFlow } from "./run-flow.ts";

const times = { everySeconds: 60, timeoutSeconds: 5, cleanupTimeoutSeconds: 5 } as const;
type Run = FlowOptions<Readonly<Record<never, never>>>["steps"][string];
const flowOf = (run: Run, options: Partial<FlowOptions<Readonly<Record<never, never>>>> = {}) =>
  defineFlow("tried", { ...times, steps: { first: run }, ...options });

test("steps share what they return, and the cleanup sees all of it", async () => {
  const { url } = await serveLocally(answerJson({ id: 7, name: "room" }));
  const seen: unknown[] = [];
  const flow = defineFlow("booking", {
    ...times,
    state: () => ({ id: 0, name: "" }),
    steps: {
      search: async ({ fetch }) => ({ id: (await expectJson(await fetch(url), 200, { id: "number" })).id }),
      book: async ({ state, fetch }) => {
        check(state.id === 7, "the room has an id");
        return { name: (await expectJson(await fetch(url), 200, { name: "string" })).name };
      },
    },
    cleanup: async ({ state }) => void seen.push(state),
  });
  const run = await runFlow(flow);
  expect(run).toMatchObject({ outcome: "passed", attempts: [{ steps: [{ name: "search" }, { name: "book" }] }] });
  expect(run.failure).toBeUndefined();
  expect(seen).toEqual([{ id: 7, name: "room" }]);
});

test("all requests of a run have its trace, its mark and a connection of their own", async () => {
  const ports = new Set<number | undefined>();
  const { url, requests } = await serveLocally((request, response) => {
    ports.add(request.socket.remotePort);
    answerJson({})(request, response);
  });
  const secret = "a secret of the test";
  const flow = flowOf(async ({ fetch }) => {
    await fetch(url);
    await fetch(url, { headers: { "X-Own": "yes" } });
  });
  const { traceId } = await runFlow(flow, { secret });
  const [one, other] = requests;
  expect(one?.headers.traceparent).toMatch(new RegExp(`^00-${traceId}-[0-9a-f]{16}-01$`));
  expect(other?.headers["x-own"]).toBe("yes");
  expect(ports.size).toBe(2);
  const mark = findMark(one?.headers.baggage as string) ?? "";
  expect(judgeMark(mark, { secrets: [secret], nowSeconds: Date.now() / 1000 })).toEqual({ outcome: "accepted", flow: "tried" });
});

describe("a step that fails is told by its reason", () => {
  const cyclic: Record<string, unknown> = {};
  cyclic.self = cyclic;
  test.each<readonly [string, Run, string, string]>([
    ["throws an error", async () => Promise.reject(new Error("one\ntwo")), "error", "one two"],
    ["throws a text", async () => Promise.reject("boom"), "error", 'A step threw "boom".'],
    ["throws nothing", async () => Promise.reject(undefined), "error", "A step threw undefined."],
    ["throws what no JSON can hold", async () => Promise.reject(cyclic), "error", "A step threw object."],
    ["does not hold", async () => check(1 > 2, "one is greater"), "check", "one is greater"],
    ["asks an unknown host", async ({ fetch }) => void (await fetch("http://nowhere.invalid/")), "dns", "fetch failed: getaddrinfo"],
    ["asks a closed port", async ({ fetch }) => void (await fetch("http://127.0.0.1:2/")), "connection", "ECONNREFUSED"],
    [
      "returns a list",
      (async () => [1]) as unknown as Run,
      "shape",
      'The step returned a Array; a step returns parts of the state of flow "tried", or nothing.',
    ],
    ["returns a part unknown", (async () => ({ other: 1 })) as unknown as Run, "shape", 'The step returned "other", which is no part'],
  ])("that %s", async (_, run, reason, message) => {
    const result = await runFlow(flowOf(run));
    expect(result).toMatchObject({ outcome: "failed", failure: { step: "first", reason } });
    expect(result.failure?.message).toContain(message);
  });

  test.each<readonly [string, unknown, number, string, string]>([
    ["another status", { id: 1 }, 500, "status", "has status 500, not 200"],
    ["a number that is a text", { id: "1" }, 200, "shape", "id is a string, not a number"],
    ["nothing where a list is", { id: 1, rooms: null }, 200, "shape", "rooms is null, not a list"],
    ["an item of a list without its name", { id: 1, rooms: [{ name: "a" }, {}] }, 200, "shape", "rooms[1].name is missing, not a string"],
  ])("that is answered with %s", async (_, body, status, reason, message) => {
    const { url } = await serveLocally(answerJson(body, status));
    const flow = flowOf(
      async ({ fetch }) => void (await expectJson(await fetch(`${url}/rooms?key=secret`), 200, { id: "number", rooms: [{ name: "string" }] })),
    );
    const { failure } = await runFlow(flow);
    expect(failure?.reason).toBe(reason);
    expect(failure?.message).toContain(message);
    expect(failure?.message).toContain("/rooms");
    expect(failure?.message).not.toContain("secret");
  });

  test.each([
    ["an expired certificate", "IP:127.0.0.1", "20200102000000Z", "certificate has expired"],
    ["the certificate of somebody else", "DNS:elsewhere.example", "20990101000000Z", "self-signed certificate"],
  ])("that meets %s", async (_, subject, validUntil, message) => {
    const server = createServer(makeCertificate({ subject, validUntil }), answerJson({}));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    const { failure } = await runFlow(flowOf(async ({ fetch }) => void (await fetch(`https://127.0.0.1:${port}/`))));
    expect(failure).toMatchObject({ reason: "tls", message: expect.stringContaining(message) });
  });

  test("that returns another kind of value than the state has", async () => {
    const flow = defineFlow("tried", {
      ...times,
      state: () => ({ id: 0 }),
      steps: { first: (async () => ({ id: "7" })) as unknown as () => Promise<{ id: number }> },
    });
    expect((await runFlow(flow)).failure).toMatchObject({ reason: "shape", message: 'The step returned a string as "id", which is a number.' });
  });

  test("whose state cannot be made", async () => {
    const flow = defineFlow("tried", {
      ...times,
      state: (): { id: number } => {
        throw new Error("no state");
      },
      steps: { first: async () => {} },
    });
    expect((await runFlow(flow)).failure).toEqual({ step: "state", reason: "error", message: "no state" });
  });
});

describe("a step that hangs ends with its time", () => {
  const short = { timeoutSeconds: 0.1 };

  test("although it does not look at the signal; that it goes on is told until it ends", async () => {
    let release = () => {};
    const abandoned: Bound<unknown>[] = [];
    const flow = flowOf(() => new Promise<void>((resolve) => (release = resolve)), short);
    const run = await runFlow(flow, { onAbandon: (work) => void abandoned.push(work) });
    expect(run).toMatchObject({ outcome: "timed_out", failure: { reason: "timeout", message: "The steps were not done after 0.1 s." } });
    expect(abandoned.map((work) => work.hasEnded())).toEqual([false]);
    release();
    await abandoned[0]?.ended;
    expect(abandoned[0]?.hasEnded()).toBe(true);
  });

  test("in a request to a server that does not answer, or not to the end", async () => {
    const { url } = await serveLocally((request, response) => {
      if (request.url === "/half") {
        response.write("half");
      }
    });
    const abandoned: Bound<unknown>[] = [];
    for (const path of ["/", "/half"]) {
      const flow = flowOf(async ({ fetch }) => void (await (await fetch(url + path)).text()), short);
      expect(await runFlow(flow, { onAbandon: (work) => void abandoned.push(work) })).toMatchObject({ outcome: "timed_out" });
    }
    await Promise.all(abandoned.map(({ ended }) => ended));
  });
});

describe("the cleanup", () => {
  test.each<readonly [string, Run, string]>([
    ["passed", async () => {}, "passed"],
    ["failed", async () => Promise.reject(new Error("no")), "failed"],
    ["timed out", () => new Promise(() => {}), "timed_out"],
  ])("runs after steps that %s, once for each attempt", async (_, run, outcome) => {
    let cleanups = 0;
    const flow = flowOf(run, { timeoutSeconds: 0.1, retries: 1, cleanup: async () => void cleanups++ });
    const result = await runFlow(flow);
    expect(result.outcome).toBe(outcome);
    expect(cleanups).toBe(result.attempts.length);
  });

  test.each<readonly [string, () => Promise<void>, string]>([
    ["fails", async () => Promise.reject(new Error("still there")), "error"],
    ["hangs", () => new Promise(() => {}), "timeout"],
  ])("that %s is told, and changes nothing about what was tried", async (_, cleanup, reason) => {
    const result = await runFlow(flowOf(async () => {}, { cleanupTimeoutSeconds: 0.1, cleanup }));
    expect(result).toMatchObject({ outcome: "passed", attempts: [{ cleanupFailure: { step: "cleanup", reason } }] });
  });
});

test("a retry is visible: the run counts as retried, with both attempts and a state that begins anew", async () => {
  const states: unknown[] = [];
  const flow = defineFlow("tried", {
    ...times,
    retries: 2,
    state: () => ({ id: 0 }),
    steps: {
      first: async ({ state, attempt }) => {
        states.push(state);
        check(attempt === 2, "it is the second time");
        return { id: attempt };
      },
    },
  });
  const run = await runFlow(flow);
  expect(run).toMatchObject({ outcome: "retried", attempts: [{ failure: { reason: "check" } }, { steps: [{ name: "first" }] }] });
  expect(states).toEqual([{ id: 0 }, { id: 0 }]);
});

test("a run that is interrupted cleans up and is not tried again", async () => {
  const interruption = new AbortController();
  let cleaned = 0;
  const flow = flowOf(
    async ({ signal }) => {
      interruption.abort(new RunEnd("interrupted", "enough"));
      await new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
    },
    { retries: 1, cleanup: async () => void cleaned++ },
  );
  const run = await runFlow(flow, { interruption: interruption.signal });
  expect(run).toMatchObject({ outcome: "interrupted", failure: { reason: "interrupted", message: "enough" } });
  expect(run.attempts).toHaveLength(1);
  expect(cleaned).toBe(1);
});
