/** A piece of a line of Markdown. */
export type Span =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "code"; readonly text: string }
  | { readonly kind: "strong" | "emphasis"; readonly spans: readonly Span[] }
  | { readonly kind: "link"; readonly target: string; readonly spans: readonly Span[] };

/** Code, links, bold and slanted text; each bounded, so that no text makes it slow. */
const SPAN =
  /(`{1,3})(.{1,2000}?)\1(?!`)|\[([^\][]{1,500})\]\(([^()\s]{1,2000})\)|\*\*([^*\s](?:[^*]{0,1000}[^*\s])?)\*\*|(?<![\w*])[*_]([^*_\s](?:[^*_]{0,1000}[^*_\s])?)[*_](?![\w*])|<(https?:\/\/[^\s<>]{1,2000})>/gs;
const MOST_DEEP = 3;

export function readSpans(text: string, depth = 0): readonly Span[] {
  if (depth > MOST_DEEP) {
    return [{ kind: "text", text }];
  }
  const spans: Span[] = [];
  let end = 0;
  for (const match of text.matchAll(SPAN)) {
    const [whole, , code, words, target, strong, emphasis, address] = match;
    if (match.index > end) {
      spans.push({ kind: "text", text: text.slice(end, match.index) });
    }
    end = match.index + whole.length;
    if (code !== undefined) {
      spans.push({ kind: "code", text: code.trim() });
    } else if (words !== undefined) {
      spans.push({ kind: "link", target: target ?? "", spans: readSpans(words, depth + 1) });
    } else if (strong !== undefined) {
      spans.push({ kind: "strong", spans: readSpans(strong, depth + 1) });
    } else if (emphasis !== undefined) {
      spans.push({ kind: "emphasis", spans: readSpans(emphasis, depth + 1) });
    } else {
      spans.push({ kind: "link", target: address ?? "", spans: [{ kind: "text", text: address ?? "" }] });
    }
  }
  return end < text.length ? [...spans, { kind: "text", text: text.slice(end) }] : spans;
}
