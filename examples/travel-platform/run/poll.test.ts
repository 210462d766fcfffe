import { expect, test } from "vitest";
import { poll } from "./poll.ts";
import { ProofFailure } from "./proof-failure.ts";

const { signal } = new AbortController();

test("an attempt that throws or misses is made again", async () => {
  const attempts = [
    () => Promise.reject(new Error("refused")),
    () => Promise.resolve({ missing: "a panel" }),
    () => Promise.resolve({ found: "all" }),
  ];
  expect(await poll("Data", () => (attempts.shift() as (typeof attempts)[number])(), { everySeconds: 0.01, withinSeconds: 5, signal })).toBe("all");
  expect(attempts).toHaveLength(0);
});

test("the deadline says what was missing last", async () => {
  const never = poll("Data", async () => ({ missing: "panel 7" }), { everySeconds: 0.01, withinSeconds: 0.05, signal });
  await expect(never).rejects.toThrow(new ProofFailure("Data did not come within 0.05 s. Missing:\n  panel 7"));
});

test("an aborted signal ends the wait at once", async () => {
  const controller = new AbortController();
  setTimeout(() => controller.abort(), 20);
  const long = poll("Data", async () => ({ missing: "all" }), { everySeconds: 60, withinSeconds: 60, signal: controller.signal });
  await expect(long).rejects.toThrow(/abort/i);
});
