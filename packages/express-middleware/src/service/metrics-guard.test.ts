import type { IncomingMessage } from "node:http";
import { describe, expect, test } from "vitest";
import { createMetricsGuard } from "./metrics-guard.ts";

const requestWith = (authorization?: string) => ({ headers: { ...(authorization !== undefined && { authorization }) } }) as IncomingMessage;

describe("a bearer token", () => {
  test.each([
    ["Bearer s3cret", undefined],
    ["bearer  s3cret", undefined],
    [undefined, "credentials_missing"],
    ["", "credentials_missing"],
    ["Bearer", "credentials_wrong"],
    ["Bearer S3cret", "credentials_wrong"],
    ["Bearer s3cret more", "credentials_wrong"],
    ["Basic s3cret", "credentials_wrong"],
    [`Bearer ${"s".repeat(16_000)}`, "credentials_wrong"],
    ["Bearer s3cret\u0000", "credentials_wrong"],
  ])("with the header %j the refusal is %s", async (authorization, refusal) => {
    expect(await createMetricsGuard({ bearerToken: "s3cret" })(requestWith(authorization))).toEqual(refusal && { status: 401, reason: refusal });
  });

  test.each(["", "  "])("of %j is refused when the guard is made", (bearerToken) => {
    expect(() => createMetricsGuard({ bearerToken })).toThrow(expect.objectContaining({ code: "bearer_token_empty" }));
  });
});

describe("a predicate", () => {
  test.each([
    ["true", () => true, undefined],
    ["a promise of true", async () => true, undefined],
    ["false", () => false, "not_allowed"],
    ["what is only like true", () => 1 as never, "not_allowed"],
    [
      "an exception",
      () => {
        throw new Error("broken");
      },
      "guard_failed",
    ],
    ["a rejection", () => Promise.reject(new Error("broken")), "guard_failed"],
  ])("that gives %s", async (_name, guard, refusal) => {
    expect(await createMetricsGuard(guard)(requestWith())).toEqual(refusal && { status: 403, reason: refusal });
  });
});

test("without a guard everybody is let in", async () => {
  expect(await createMetricsGuard(undefined)(requestWith())).toBeUndefined();
});
