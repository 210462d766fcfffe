import { expect, test } from "vitest";
import { port, wholeNumber } from "./options.ts";

const few = wholeNumber({ from: 1, to: 1000 });

test.each([
  ["1", few, 1],
  ["1000", few, 1000],
  ["0", port, 0],
  ["65535", port, 65_535],
])("%j is read", (text, read, value) => {
  expect(read(text)).toBe(value);
});

test.each([
  ["0", few, "It is a whole number from 1 to 1000."],
  ["1001", few, "It is a whole number from 1 to 1000."],
  ["1.5", few, "It is a whole number from 1 to 1000."],
  ["", port, "It is a whole number from 0 to 65535."],
  [" 80", port, "It is a whole number from 0 to 65535."],
  ["0x50", port, "It is a whole number from 0 to 65535."],
  ["-1", port, "It is a whole number from 0 to 65535."],
])("%j is refused", (text, read, message) => {
  expect(() => read(text)).toThrow(message);
});
