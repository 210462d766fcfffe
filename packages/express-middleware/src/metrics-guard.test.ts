import type { IncomingMessage } from "node:http";
import { describe, expect, test } from "vitest";
import { createMetricsGuard } from "./metrics-guard.ts";

const requestWith = (authorization?: string) => ({ headers: { ...(authorization !== undefined && { authorization }) } }) as IncomingMessage;

describe("a bearer token", () => {
  test.each([
    ["Bearer s3cret", undefined],
    ["bearer  s3cret", undefined],
    [undefined, 401],
    ["", 401],
    ["Bearer", 401],
    ["Bearer S3cret", 401],
    ["Bearer s3cret more", 401],
    ["Basic s3cret", 401],
    [`Bearer ${"s".repeat(16_000)}`, 401],
    ["Bearer s3cret\u0000", 401],
  ])("with the header %j the refusal is %s", async (authorization, refusal) => {
    expect(await createMetricsGuard({ bearerToken: "s3cret" })(requestWith(authorization))).toBe(refusal);
  });

  test.each(["", "  "])("of %j is refused when the guard is made", (bearerToken) => {
    expect(() => createMetricsGuard({ bearerToken })).toThrow(expect.objectContaining({ code: "bearer_token_empty" }));
  });
});

describe("a predicate", () => {
  test.each([
    ["true", () => true, undefined],
    ["a promise of true", async () => true, undefined],
    ["false", () => false, 403],
    ["what is only like true", () => 1 as never, 403],
    [
      "an exception",
      () => {
        throw new Error("broken");
      },
      403,
    ],
    ["a rejection", () => Promise.reject(new Error("broken")), 403],
  ])("that gives %s", async (_name, guard, refusal) => {
    expect(await createMetricsGuard(guard)(requestWith())).toBe(refusal);
  });
});

test("without a guard everybody is let in", async () => {
  expect(await createMetricsGuard(undefined)(requestWith())).toBeUndefined();
});
