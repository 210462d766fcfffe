import { globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { type Block, readBlocks } from "./read-blocks.ts";
import { readSpans } from "./read-spans.ts";

const RUNBOOKS = globSync(`${fileURLToPath(new URL("../../../../runbooks/", import.meta.url))}**/*.md`);

test("a page comes apart into its headings, paragraphs, code, tables and lists", () => {
  const text =
    '# Title\n\nTwo\nlines.\n\n| a | b |\n| --- | --- |\n| 1 | `x\\|y` |\n\n1. first\n\n   ```promql\n   up{job="a"}\n   ```\n\n2. second\n   - inner\n\n> said\n\n---\n';
  expect(readBlocks(text)).toEqual([
    { kind: "heading", level: 1, text: "Title" },
    { kind: "paragraph", text: "Two\nlines." },
    { kind: "table", head: ["a", "b"], rows: [["1", "`x|y`"]] },
    {
      kind: "list",
      ordered: true,
      items: [
        [
          { kind: "paragraph", text: "first" },
          { kind: "code", language: "promql", text: 'up{job="a"}' },
        ],
        [
          { kind: "paragraph", text: "second" },
          { kind: "list", ordered: false, items: [[{ kind: "paragraph", text: "inner" }]] },
        ],
      ],
    },
    { kind: "quote", blocks: [{ kind: "paragraph", text: "said" }] },
    { kind: "rule" },
  ]);
});

test("HTML is text, in blocks and in lines", () => {
  expect(readBlocks("<script>alert(1)</script>")).toEqual([{ kind: "paragraph", text: "<script>alert(1)</script>" }]);
  expect(readSpans('<img src=x onerror="alert(1)">')).toEqual([{ kind: "text", text: '<img src=x onerror="alert(1)">' }]);
});

test("lines have code, links, bold and slanted words", () => {
  expect(readSpans("see `a*b`, [the *page*](x.md), **now** and <https://a.example>")).toEqual([
    { kind: "text", text: "see " },
    { kind: "code", text: "a*b" },
    { kind: "text", text: ", " },
    {
      kind: "link",
      target: "x.md",
      spans: [
        { kind: "text", text: "the " },
        { kind: "emphasis", spans: [{ kind: "text", text: "page" }] },
      ],
    },
    { kind: "text", text: ", " },
    { kind: "strong", spans: [{ kind: "text", text: "now" }] },
    { kind: "text", text: " and " },
    { kind: "link", target: "https://a.example", spans: [{ kind: "text", text: "https://a.example" }] },
  ]);
  expect(readSpans("slo_events_total and 2 * 3 * 4")).toEqual([{ kind: "text", text: "slo_events_total and 2 * 3 * 4" }]);
});

/** Deeper blocks would exhaust the stack, and what is left out would be missing from a runbook. */
test.each([
  ["brackets", "[".repeat(50_000)],
  ["stars", "**a".repeat(20_000)],
  ["ticks", "`a".repeat(20_000)],
  ["quotes", `${">".repeat(5000)} a`],
  ["bars", "|".repeat(20_000)],
  ["items", `${"- ".repeat(5000)}a`],
  ["letters of lists", "1. - ".repeat(5000)],
])("a page of nothing but %s is read to its end, with blocks at most nine deep", (_, text) => {
  const blocks = readBlocks(text);
  expect(depthOf(blocks)).toBeLessThanOrEqual(9);
  const shown = textsOf(blocks);
  // Marks of up to eight outer blocks are theirs, and a mark that stands before nothing says nothing.
  expect(text.replaceAll(/\s/g, "").endsWith(shown.replaceAll(/\s/g, ""))).toBe(true);
  expect(shown.length).toBeGreaterThan(text.length - 50);
  expect(readSpans(shown).length).toBeGreaterThan(0);
});

function depthOf(blocks: readonly Block[]): number {
  const inner = blocks.flatMap((block) => (block.kind === "quote" ? block.blocks : block.kind === "list" ? block.items.flat() : []));
  return blocks.length === 0 ? 0 : 1 + depthOf(inner);
}

function textsOf(blocks: readonly Block[]): string {
  return blocks
    .map((block) =>
      "text" in block ? block.text : block.kind === "quote" ? textsOf(block.blocks) : block.kind === "list" ? textsOf(block.items.flat()) : "",
    )
    .join("");
}

test("every runbook of the repository is read without losing a heading or a block of code", () => {
  expect(RUNBOOKS.length).toBeGreaterThan(0);
  for (const file of RUNBOOKS) {
    const text = readFileSync(file, "utf8");
    const all = JSON.stringify(readBlocks(text));
    expect(all.match(/"kind":"heading"/g)?.length).toBe(text.match(/^#+ /gm)?.length);
    expect(all.match(/"kind":"code"/g)?.length ?? 0).toBe((text.match(/^ *```/gm)?.length ?? 0) / 2);
  }
});
