import fc from "fast-check";
import { expect, test } from "vitest";
import { LabelText } from "./label-text.ts";

const labels = { queue: ["any"], note: ["any"] } as const;

function textOf(text: LabelText, series: number): string {
  return Buffer.from(text.bytes.buffer).toString("utf8", text.start(series), text.ends[series]);
}

test("labels are written in definition order, left open for a bucket's bound", () => {
  const text = new LabelText(labels);
  text.write(0, ["mail", 'a "quoted" \\ line\nbreak']);
  expect(textOf(text, 0)).toBe('{queue="mail",note="a \\"quoted\\" \\\\ line\\nbreak"');
});

test("a metric without labels has no text", () => {
  const text = new LabelText({});
  text.write(0, []);
  expect(textOf(text, 0)).toBe("");
  expect(text.values(0)).toEqual([]);
});

test("the values of any series are read back as they were written", () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.tuple(
          fc.string({ unit: "grapheme" }),
          fc.string({ unit: "binary" }).map((value) => value.toWellFormed()),
        ),
      ),
      (sets) => {
        const text = new LabelText(labels);
        for (const [series, values] of sets.entries()) {
          text.write(series, values);
        }
        expect(sets.map((_, series) => text.values(series))).toEqual(sets);
      },
    ),
  );
});
