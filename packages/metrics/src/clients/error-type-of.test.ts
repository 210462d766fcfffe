import { expect, test } from "vitest";
import { errorTypeOf } from "./error-type-of.ts";

const named = (name: string, more: object = {}) => Object.assign(new Error("secret 4711"), { name }, more);

test.each<[error: unknown, type: string]>([
  [new DOMException("secret", "TimeoutError"), "timeout"],
  [new DOMException("secret", "AbortError"), "aborted"],
  [named("AbortError", { code: "ABORT_ERR", cause: new DOMException("", "TimeoutError") }), "timeout"],
  [named("HeadersTimeoutError", { code: "UND_ERR_HEADERS_TIMEOUT" }), "timeout"],
  [new Error("Query read timeout"), "timeout"],
  [named("Error", { code: "ECONNREFUSED" }), "ECONNREFUSED"],
  [new AggregateError([], "secret"), "AggregateError"],
  [named("error", { code: "23505" }), "23505"],
  [new Error("WRONGTYPE Operation against a key holding the wrong kind of value"), "WRONGTYPE"],
  [new RangeError("secret"), "RangeError"],
  [new (class ClosedError extends Error {})("secret"), "ClosedError"],
  [new Error("secret"), "_OTHER"],
  [named("user 4711"), "_OTHER"],
  [named("Error", { code: "user 4711" }), "_OTHER"],
  ["secret", "_OTHER"],
  [undefined, "_OTHER"],
  [null, "_OTHER"],
  [{ message: 5, name: {}, code: [] }, "_OTHER"],
])("error %# has the type %s", (error, type) => {
  expect(errorTypeOf(error)).toBe(type);
});

test("an error that cannot be read has no type", () => {
  const unreadable = Object.defineProperty({}, "name", {
    get() {
      throw new Error("secret");
    },
  });
  expect(errorTypeOf(unreadable)).toBe("_OTHER");
});
