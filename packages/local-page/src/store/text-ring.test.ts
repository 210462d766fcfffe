import { expect, test } from "vitest";
import { createTextRing, type KeptText } from "./text-ring.ts";

interface Item {
  readonly number: number;
  readonly text: KeptText;
}

test("after any number of turns the ring holds the newest texts, whole", () => {
  const ring = createTextRing<Item>({ maxBytes: 5000, itemBytes: 10 });
  const texts: string[] = [];
  for (let number = 0; number < 5000; number += 1) {
    texts.push(`${number}ä`.repeat((number * 7) % 60));
    ring.add(texts[number] ?? "", (text) => ({ number, text }));
    const kept = [...ring.values()];
    expect(kept.map(({ text }) => text.read())).toEqual(texts.slice(number + 1 - kept.length));
  }
  const { items, bytes, received, dropped } = ring.figures();
  expect(items + dropped).toBe(received);
  expect(bytes).toBe([...ring.newestFirst()].reduce((sum, { text }) => sum + 10 + Buffer.byteLength(text.read()), 0));
});

test("what has made room reads as empty, never as another's text", () => {
  const ring = createTextRing<Item>({ maxBytes: 100, itemBytes: 0 });
  const kept: Item[] = [];
  for (let number = 0; number < 10; number += 1) {
    ring.add(String(number).repeat(40), (text) => {
      kept.push({ number, text });
      return { number, text };
    });
  }
  expect(kept.map(({ text }) => text.read())).toEqual(["", "", "", "", "", "", "", "", "8".repeat(40), "9".repeat(40)]);
});

test("an empty text hides no other from what is written in its place", () => {
  const textOf = (number: number) => ((number * 7) % 21 < 4 ? "" : String(number % 10).repeat((number * 7) % 21));
  const ring = createTextRing<Item>({ maxBytes: 50, itemBytes: 0 });
  for (let number = 0; number < 2000; number += 1) {
    ring.add(textOf(number), (text) => ({ number, text }));
    for (const kept of ring.values()) {
      expect(kept.text.read()).toBe(textOf(kept.number));
    }
  }
});

test("what is larger than all the room is refused and drops nothing else", () => {
  const ring = createTextRing<Item>({ maxBytes: 100, itemBytes: 0 });
  ring.add("kept", (text) => ({ number: 1, text }));
  ring.add("x".repeat(101), (text) => ({ number: 2, text }));
  expect([...ring.values()].map(({ number }) => number)).toEqual([1]);
  expect(ring.figures()).toMatchObject({ received: 2, dropped: 1 });
});
