import { expect, test } from "vitest";
import { createTimeField } from "./time-field.ts";

test("a time is as JavaScript writes it, whatever was written before", () => {
  let now = 0;
  const time = createTimeField(() => now);
  for (const milliseconds of [
    0, 1, 999, 1000, 1_767_323_045_006, 1_767_323_045_007, 1_767_323_046_999, 1_767_323_045_006, 253_402_300_799_999, -1, -1001,
  ]) {
    now = milliseconds;
    expect(time()).toBe(`,"time":"${new Date(milliseconds).toISOString()}"`);
  }
});
