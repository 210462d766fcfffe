import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { warnOfOutages } from "./warn-of-outages.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

function heard(): string[] {
  const messages: string[] = [];
  vi.spyOn(process, "emitWarning").mockImplementation((warning) => void messages.push(String(warning).replace(/.*spool\. /, "")));
  return messages;
}

test("outages that pass within a minute give one warning, the next one another", () => {
  const messages = heard();
  const tell = warnOfOutages();
  for (const message of ["first", "second", "third"]) {
    tell(message);
    vi.advanceTimersByTime(5000);
    tell(undefined);
  }
  expect(messages).toEqual(["first"]);
  vi.advanceTimersByTime(60_000);
  tell("later");
  expect(messages).toEqual(["first", "later"]);
});

test("an outage that begins soon after another one and lasts is told all the same, once", () => {
  const messages = heard();
  const tell = warnOfOutages();
  tell("a limit");
  tell(undefined);
  vi.advanceTimersByTime(40_000);
  tell("refused");
  vi.advanceTimersByTime(19_000);
  expect(messages).toEqual(["a limit"]);
  vi.advanceTimersByTime(600_000);
  expect(messages).toEqual(["a limit", "refused"]);
});
