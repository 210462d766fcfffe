import { expect, test } from "vitest";
import { checkSecret, findMark, judgeMark, signMark } from "./mark.ts";

const secret = "sixteen characters at least";
const nowSeconds = 1_800_000_000;
const good = signMark("booking", { secret, nowSeconds });

test("a mark is good for five minutes, with any of the secrets", () => {
  for (const away of [-300, 0, 300]) {
    expect(judgeMark(good, { secrets: ["another secret, newer"].concat(secret), nowSeconds: nowSeconds + away })).toEqual({
      outcome: "accepted",
      flow: "booking",
    });
  }
});

test.each([
  ["expired", good, nowSeconds + 301],
  ["expired", good, nowSeconds - 301],
  ["forged", signMark("booking", { secret: "the secret of somebody else", nowSeconds }), nowSeconds],
  ["forged", good.replace("booking", "payment"), nowSeconds],
  ["forged", good.replace("1800000000", "1800000001"), nowSeconds],
  ["forged", `${good.slice(0, -43)}${"A".repeat(43)}`, nowSeconds],
  ["malformed", "booking", nowSeconds],
  ["malformed", `${good}A`, nowSeconds],
  ["malformed", `${good}\n`, nowSeconds],
  ["malformed", "", nowSeconds],
  ["malformed", "a".repeat(10_000), nowSeconds],
] as const)("%s: %s", (outcome, mark, at) => {
  expect(judgeMark(mark, { secrets: [secret], nowSeconds: at })).toEqual({ outcome });
});

test("a mark is found among other baggage", () => {
  expect(findMark(`tenant=a, synthetic = ${good} ;ttl=5,other=b`)).toBe(good);
  expect(findMark("tenant=synthetic,xsynthetic=1,synthetic")).toBeUndefined();
  expect(findMark(`${"a=b,".repeat(64)}synthetic=late`)).toBeUndefined();
});

test("a secret that can be guessed is refused, and not shown", () => {
  expect(() => checkSecret("short")).toThrow(/at least 16 characters, got 5.*\[mark_secret_weak\]/);
});
