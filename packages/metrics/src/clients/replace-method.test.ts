import { expect, test } from "vitest";
import { type Method, replaceMethod } from "./replace-method.ts";

class Counter {
  count = 0;
  add(by: number): number {
    this.count += by;
    return this.count;
  }
}

const doubled = (original: Method): Method =>
  function (by) {
    return Reflect.apply(original, this, [Number(by) * 2]);
  };

test("only the object is touched, and it is as it was afterwards", () => {
  const [counter, other] = [new Counter(), new Counter()];
  const replaced = replaceMethod(counter, "add", doubled);
  expect([counter.add(1), other.add(1)]).toEqual([2, 1]);
  expect(Object.keys(counter)).toEqual(["count"]);
  replaced.stop();
  replaced.stop();
  expect(Object.hasOwn(counter, "add")).toBe(false);
  expect(counter.add(1)).toBe(3);
});

test("a method that the object had of its own comes back", () => {
  const counter = new Counter();
  const own = () => 7;
  counter.add = own;
  const replaced = replaceMethod(counter, "add", doubled);
  replaced.stop();
  expect(counter.add).toBe(own);
});

test("who has wrapped ours keeps his, and ours then only passes on", () => {
  const counter = new Counter();
  const ours = replaceMethod(counter, "add", doubled);
  const theirs = replaceMethod(counter, "add", doubled);
  expect(counter.add(1)).toBe(4);
  ours.stop();
  expect(counter.add(1)).toBe(6);
  theirs.stop();
  expect(counter.add(1)).toBe(7);
});
