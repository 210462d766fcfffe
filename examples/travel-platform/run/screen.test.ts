import { expect, test } from "vitest";
import { createScreen } from "./screen.ts";

function output(isTTY: boolean) {
  const written: string[] = [];
  return { isTTY, columns: 12, rows: 4, written, write: (text: string | Uint8Array) => written.push(String(text)) > 0 };
}

test("a terminal shows each text in the place of the one before, cut to its size", () => {
  const terminal = output(true);
  const screen = createScreen(terminal);
  screen.show(["one", "a line too long", "three", "four"], { isNews: false });
  screen.show(["uno"], { isNews: false });
  expect(terminal.written).toEqual(["one\u001b[K\na line too \u001b[K\nthree\u001b[K\n\u001b[J", "\u001b[3Auno\u001b[K\n\u001b[J"]);
});

test("a pipe gets the first text and news, without control codes, and skips what comes in between", () => {
  const pipe = output(false);
  const screen = createScreen(pipe);
  screen.show(["first"], { isNews: false });
  screen.show(["too soon"], { isNews: false });
  screen.show(["news"], { isNews: true });
  expect(pipe.written).toEqual(["first\n\n", "news\n\n"]);
});
