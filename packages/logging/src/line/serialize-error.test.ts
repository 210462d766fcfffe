import { expect, test } from "vitest";
import { serializeError } from "./serialize-error.ts";

class CardDeclined extends Error {
  override name = "CardDeclined";
  readonly code = "card_declined";
}

test("an error has its type, message, stack, own properties and causes", () => {
  const error = new CardDeclined("declined", { cause: new TypeError("bad answer", { cause: "timeout" }) });
  expect(serializeError(error)).toEqual({
    type: "CardDeclined",
    message: "declined",
    stack_trace: expect.stringContaining("serialize-error.test.ts"),
    code: "card_declined",
    cause: { type: "TypeError", message: "bad answer", stack_trace: expect.any(String), cause: "timeout" },
  });
});

test("the class of an error without a name of its own is its type", () => {
  class Missing extends Error {}
  expect(serializeError(new Missing("x"))).toHaveProperty("type", "Missing");
});

test("an aggregate has its errors", () => {
  const error = new AggregateError([new Error("a"), "b"], "both failed");
  expect(serializeError(error)).toMatchObject({ type: "AggregateError", errors: [{ message: "a" }, "b"] });
});

test("causes that go round end", () => {
  const first = new Error("first");
  const second = new Error("second", { cause: first });
  first.cause = second;
  expect(serializeError(first)).toMatchObject({ message: "first", cause: { message: "second", cause: "[circular]" } });
});

test("1,000 causes and aggregates of aggregates stay small", () => {
  let error = new Error("0");
  for (let depth = 0; depth < 1000; depth++) {
    error = new Error(String(depth), { cause: error });
  }
  let tree = new AggregateError([], "leaf");
  for (let depth = 0; depth < 8; depth++) {
    tree = new AggregateError(
      Array.from({ length: 20 }, () => tree),
      "node",
    );
  }
  expect(JSON.stringify(serializeError(error)).length).toBeLessThan(50_000);
  expect(JSON.stringify(serializeError(tree)).length).toBeLessThan(500_000);
});

test.each([undefined, null, 1, "text", { message: "no error" }])("%j is no error and stays", (value) => {
  expect(serializeError(value)).toBe(value);
});
