import fc from "fast-check";
import { expect, test } from "vitest";
import { ByteWriter, copyBytes, spanOf } from "./byte-writer.ts";

test("what is copied eight bytes at a time arrives unchanged, whatever its length, place and bytes", () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: "binary", maxLength: 40 }), { maxLength: 40 }), (texts) => {
      const writer = new ByteWriter();
      for (const text of texts) {
        const span = spanOf(text);
        writer.reserve(span.length);
        writer.at = copyBytes(writer.view, writer.at, span.view, 0, span.length);
      }
      expect(Buffer.concat(writer.take()).toString()).toBe(Buffer.from(texts.join("")).toString());
    }),
    { numRuns: 40 },
  );
});

test("text that does not fit a chunk goes on in the next one", () => {
  const writer = new ByteWriter();
  const texts = ["a".repeat(200_000), "b".repeat(100_000), "é".repeat(300_000), "c"];
  for (const text of texts) {
    writer.text(text);
  }
  expect(writer.written).toBe(900_001);
  expect(Buffer.concat(writer.take()).toString()).toBe(texts.join(""));
  expect(writer.take()).toEqual([]);
});
