import { describe, expect, test } from "vitest";
import { createReadiness, type ReadinessCheck } from "./readiness.ts";

/** Asks once, on a clock that the test moves. */
function readinessOf(checks: readonly ReadinessCheck[]) {
  const clock = { seconds: 0 };
  return { clock, ask: createReadiness(checks, { now: () => clock.seconds }) };
}

describe("the outcome of a check is", () => {
  test.each<[outcome: string, check: () => Promise<unknown>]>([
    ["ok", async () => "anything"],
    ["ok", () => undefined as never],
    ["failed", async () => Promise.reject(new Error("password is hunter2"))],
    ["failed", async () => Promise.reject(undefined)],
    ["ECONNREFUSED", async () => Promise.reject(Object.assign(new Error("connect"), { code: "ECONNREFUSED" }))],
    ["failed", async () => Promise.reject({ code: "hunter2 is the password" })],
    ["timeout", () => new Promise(() => {})],
    [
      "failed",
      () => {
        throw new Error("at once");
      },
    ],
  ])("%s", async (outcome, check) => {
    const { ask } = readinessOf([{ name: "database", check, timeoutSeconds: 0.02 }]);
    expect(await ask()).toEqual({ ready: outcome === "ok", checks: { database: outcome } });
  });
});

test("one failing check of several makes the service not ready", async () => {
  const { ask } = readinessOf([
    { name: "database", check: async () => {} },
    { name: "__proto__", check: async () => Promise.reject(new Error()) },
  ]);
  const report = await ask();
  expect(report.ready).toBe(false);
  expect(JSON.stringify(report.checks)).toBe('{"database":"ok","__proto__":"failed"}');
});

test("probes at the same time, and within a second, make one check", async () => {
  let calls = 0;
  const { ask, clock } = readinessOf([{ name: "database", check: async () => void calls++ }]);
  await Promise.all([ask(), ask(), ask()]);
  clock.seconds = 0.9;
  await ask();
  expect(calls).toBe(1);
  clock.seconds = 1.1;
  await ask();
  expect(calls).toBe(2);
});

test("a check that hangs is not begun again, fails at once after its timeout, and recovers when it ends", async () => {
  let calls = 0;
  let end = () => {};
  const check = () => {
    calls++;
    return new Promise<void>((resolve) => {
      end = resolve;
    });
  };
  const { ask, clock } = readinessOf([{ name: "database", check, timeoutSeconds: 0.02 }]);
  expect((await ask()).checks).toEqual({ database: "timeout" });
  clock.seconds = 100;
  expect((await ask()).checks).toEqual({ database: "timeout" });
  expect(calls).toBe(1);
  end();
  await Promise.resolve();
  await expect.poll(async () => (await ask()).ready).toBe(true);
  expect(calls).toBe(1);
});

test("a service without checks is ready", async () => {
  expect(await readinessOf([]).ask()).toEqual({ ready: true, checks: {} });
});

test.each([0, -1, Number.NaN, 61])("a timeout of %s seconds is refused", (timeoutSeconds) => {
  expect(() => readinessOf([{ name: "database", check: async () => {}, timeoutSeconds }])).toThrow(
    expect.objectContaining({ code: "timeout_not_positive" }),
  );
});

test("two checks of one name are refused", () => {
  const check = { name: "database", check: async () => {} };
  expect(() => readinessOf([check, check])).toThrow(expect.objectContaining({ code: "check_duplicate" }));
});
