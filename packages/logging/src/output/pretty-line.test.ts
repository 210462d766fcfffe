import { expect, test } from "vitest";
import { prettyLine } from "./pretty-line.ts";

const line = JSON.stringify({
  level: "error",
  time: "2026-01-02T03:04:05.006Z",
  "service.name": "payment",
  trace_id: "0af7",
  order: { id: 1 },
  note: 'a "b"\u001b[31m',
  error: { type: "Error", message: "outer", stack_trace: "Error: outer\n    at a.ts:1", cause: { stack_trace: "Error: inner\n    at b.ts:2" } },
  message: "could not charge",
});

test("a line for people has time, level, message, own fields and the stacks", () => {
  expect(prettyLine(line, false)).toBe(
    [
      '03:04:05.006 ERROR could not charge trace_id=0af7 order={"id":1} note=a "b"\\u001b[31m',
      "    Error: outer",
      "    at a.ts:1",
      "    caused by",
      "    Error: inner",
      "    at b.ts:2",
      "",
    ].join("\n"),
  );
});

test("with colours, only ours are escapes", () => {
  const colors = ["0", "31", "90"].map((code) => `\u001b[${code}m`);
  expect(colors.reduce((text, color) => text.replaceAll(color, ""), prettyLine(line, true))).toBe(prettyLine(line, false));
});

test("what is no JSON is shown as it is", () => {
  expect(prettyLine("text\n", false)).toBe("text\n");
});
