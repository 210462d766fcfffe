import { safeUrl } from "../../src/dashboard/field.ts";
import { type Block, readBlocks } from "../../src/markdown/read-blocks.ts";
import { readSpans, type Span } from "../../src/markdown/read-spans.ts";
import { h } from "../dom.ts";

export interface MarkdownOptions {
  /** Where a relative link leads; undefined leaves its words without a link. */
  readonly resolve?: (target: string) => string | undefined;
  /** What a block of code says here. */
  readonly rewrite?: (language: string, text: string) => string;
  /** What to do with a block of code besides showing it. */
  readonly code?: (language: string, text: string) => Node | undefined;
}

/** Markdown as elements. HTML in it is shown as text, links lead only to http(s) and to this page. */
export function drawMarkdown(text: string, options: MarkdownOptions = {}): HTMLElement {
  return h(
    "div",
    { class: "markdown" },
    readBlocks(text).map((block) => drawBlock(block, options)),
  );
}

function drawBlock(block: Block, options: MarkdownOptions): Node {
  const inline = (text: string) => drawSpans(readSpans(text), options);
  switch (block.kind) {
    case "heading":
      return h(block.level === 1 ? "h1" : block.level === 2 ? "h2" : "h3", {}, inline(block.text));
    case "code": {
      const text = options.rewrite?.(block.language, block.text) ?? block.text;
      return h("div", { class: "code" }, h("pre", { tabindex: "0" }, h("code", {}, text)), options.code?.(block.language, text));
    }
    case "table":
      return h(
        "div",
        { class: "scroll", tabindex: "0", role: "region", "aria-label": "Table" },
        h(
          "table",
          {},
          h(
            "thead",
            {},
            h(
              "tr",
              {},
              block.head.map((cell) => h("th", { scope: "col" }, inline(cell))),
            ),
          ),
          h(
            "tbody",
            {},
            block.rows.map((row) =>
              h(
                "tr",
                {},
                row.map((cell) => h("td", {}, inline(cell))),
              ),
            ),
          ),
        ),
      );
    case "list":
      return h(
        block.ordered ? "ol" : "ul",
        {},
        block.items.map((item) =>
          h(
            "li",
            {},
            item.map((part) => (part.kind === "paragraph" ? h("span", { class: "item" }, inline(part.text)) : drawBlock(part, options))),
          ),
        ),
      );
    case "quote":
      return h(
        "blockquote",
        {},
        block.blocks.map((part) => drawBlock(part, options)),
      );
    case "rule":
      return h("hr");
    case "paragraph":
      return h("p", {}, inline(block.text));
  }
}

function drawSpans(spans: readonly Span[], options: MarkdownOptions): readonly (Node | string)[] {
  return spans.map((span) => drawSpan(span, options));
}

function drawSpan(span: Span, options: MarkdownOptions): Node | string {
  switch (span.kind) {
    case "text":
      return span.text;
    case "code":
      return h("code", {}, span.text);
    case "strong":
      return h("strong", {}, drawSpans(span.spans, options));
    case "emphasis":
      return h("em", {}, drawSpans(span.spans, options));
    case "link": {
      const url = safeUrl(span.target) ?? safeUrl(options.resolve?.(span.target) ?? "");
      const words = drawSpans(span.spans, options);
      const elsewhere = url?.startsWith("/") ? {} : { target: "_blank", rel: "noreferrer" };
      return url === undefined ? h("span", {}, words) : h("a", { href: url, ...elsewhere }, words);
    }
  }
}
