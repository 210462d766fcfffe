import { describe, expect, test } from "vitest";
import { captureLogger } from "./captured-logger.ts";

const cycle: Record<string, unknown> = { a: 1 };
cycle.self = cycle;

function revoked(): object {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

const EVERY_FORMAT = "%s %d %i %f %j %o %O";

const throwing = () => {
  throw new Error("no");
};

const exotic: Record<string, unknown> = {
  "a getter that throws": Object.defineProperty({ fine: 1 }, "bad", { enumerable: true, get: throwing }),
  "a nested getter that throws": { nested: Object.defineProperty({}, "bad", { enumerable: true, get: throwing }) },
  "a proxy whose traps throw": new Proxy({}, { get: throwing, ownKeys: throwing, has: throwing, getPrototypeOf: throwing }),
  "a revoked proxy": revoked(),
  "a nested revoked proxy": { nested: revoked() },
  "a cycle": cycle,
  "a BigInt": { big: 10n },
  "a nested BigInt": { nested: { big: 10n } },
  "a BigInt alone": 10n,
  "a symbol": Symbol("s"),
  "a symbol within": { symbol: Symbol("s"), [Symbol("key")]: 1 },
  "a function": () => 1,
  "a class": class Order {},
  "toJSON that throws": { toJSON: throwing },
  "toJSON that gives nothing": { toJSON: () => undefined },
  "a nested toJSON that throws": { nested: { toJSON: throwing } },
  "toString that throws": { toString: throwing, valueOf: throwing },
  "no prototype": Object.create(null),
  "a Map": new Map([["password", "x"]]),
  "a Set": new Set([1]),
  "a WeakMap": new WeakMap(),
  "a Buffer": Buffer.from("x"),
  "a typed array": new Float64Array(3),
  "an ArrayBuffer": new ArrayBuffer(8),
  "a URL": new URL("https://a.example/x"),
  "a Date that is none": new Date(Number.NaN),
  "an error with a cause that is itself": Object.assign(new Error("a"), { cause: null }),
  "an error whose message throws": Object.defineProperty(new Error("a"), "message", { get: throwing }),
  "an error whose stack throws": Object.defineProperty(new Error("a"), "stack", { get: throwing }),
  "a promise": Promise.resolve(1),
  "a generator": (function* () {})(),
  "a request in looks": { method: "GET", headers: {}, socket: {} },
  "a response in looks": { setHeader: () => undefined },
  null: null,
  undefined: undefined,
  NaN: Number.NaN,
  "a lone surrogate": { text: "\ud800", "\udfff": 1 },
  "__proto__ as a key": JSON.parse('{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}'),
  "hasOwnProperty shadowed": { hasOwnProperty: 1 },
  "1,000 fields": Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [`f${index}`, index])),
  "200 levels": Array.from({ length: 200 }).reduce<unknown>((inner) => ({ inner }), 1),
};

describe("nothing that is logged makes the call throw, and each call gives one line of JSON", () => {
  test.each(Object.entries(exotic))("%s", (_name, value) => {
    const { logger, lines } = captureLogger();
    const any = value as object;
    const calls: (() => void)[] = [
      () => logger.info(any),
      () => logger.info(any, "message"),
      () => logger.info({ value }, "message"),
      () => logger.info({ err: value }, "message"),
      () => logger.info({ error: value }),
      () => logger.info({}, value as undefined),
      () => Reflect.apply(logger.info, logger, [EVERY_FORMAT, ...Array(7).fill(value)]),
      () => logger.child(any as never).info("child"),
      () => logger.child({ value }).info("child"),
      () => logger.error(new Error("outer", { cause: value })),
      () => logger.error(new AggregateError([value, value], "many")),
    ];
    for (const call of calls) {
      expect(call).not.toThrow();
      const written = lines();
      expect(written).toHaveLength(1);
      expect(JSON.parse(written[0] ?? "")).toMatchObject({ level: expect.stringMatching(/info|error/), "service.name": "payment" });
    }
    expect(Object.prototype).not.toHaveProperty("polluted");
  });
});

test("what can be read of an object is written, beside what cannot", () => {
  const { logger, line } = captureLogger();
  logger.info(exotic["a getter that throws"] as object, "charged");
  expect(line()).toMatchObject({ fine: 1, bad: "[unreadable: Error: no]", message: "charged" });
});

describe("one event is one line, and no terminal acts on it", () => {
  test.each(["\r\n", "\n{}", "\u001b[31mred\u001b[0m", "\u009b31m", "\u0007", "\u0000", "\u007f", "\u2028", "\u2029", "\u202e", "\u2066", "\ud83d"])(
    "%j",
    (text) => {
      const { logger, lines } = captureLogger();
      logger.info({ text, [text]: 1, nested: { text } }, `before ${text} after`);
      const [written = "", ...more] = lines();
      expect(more).toEqual([]);
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
      expect(written).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/);
      expect(JSON.parse(written)).toHaveProperty("message", expect.stringMatching(/^before .* after$/s));
    },
  );
});
