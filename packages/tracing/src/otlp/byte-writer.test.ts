import { expect, test } from "vitest";
import { ByteWriter } from "./byte-writer.ts";

test.each([1, 2])("a message of any length that is begun with %d bytes for it is whole, wherever the buffer ends", (size) => {
  for (const length of [0, 1, 5, 126, 127, 128, 129, 16_383, 16_384, 16_385]) {
    for (let spare = 0; spare < 12; spare++) {
      const writer = new ByteWriter(1 + size + length + spare);
      writer.byte(0x12);
      const start = writer.open(size);
      writer.raw(Buffer.alloc(length, 0x61));
      writer.close(start, size);
      const taken = writer.take();
      const [read, behind] = readLength(taken.subarray(1));
      expect(taken[0]).toBe(0x12);
      expect(read).toBe(length);
      expect(taken.subarray(1 + behind).equals(Buffer.alloc(length, 0x61))).toBe(true);
    }
  }
});

function readLength(bytes: Uint8Array): [length: number, behind: number] {
  let length = 0;
  let at = 0;
  for (;;) {
    const byte = bytes[at] ?? 0;
    length += (byte & 0x7f) * 128 ** at;
    at++;
    if (byte < 0x80) {
      return [length, at];
    }
  }
}
