/** A piece of a Markdown page, as runbooks use it. */
export type Block =
  | { readonly kind: "heading"; readonly level: number; readonly text: string }
  | { readonly kind: "paragraph"; readonly text: string }
  | { readonly kind: "code"; readonly language: string; readonly text: string }
  | { readonly kind: "list"; readonly ordered: boolean; readonly items: readonly (readonly Block[])[] }
  | { readonly kind: "table"; readonly head: readonly string[]; readonly rows: readonly (readonly string[])[] }
  | { readonly kind: "quote"; readonly blocks: readonly Block[] }
  | { readonly kind: "rule" };

const FENCE = /^ {0,3}(```+|~~~+)\s*(\S*).*$/;
const HEADING = /^ {0,3}(#{1,6})\s+(.*?)\s*#*\s*$/;
const ITEM = /^( {0,3})([-*+]|\d{1,9}[.)])(\s+|$)(.*)$/;
const RULE = /^ {0,3}([-*_])(?:\s*\1){2,}\s*$/;
const DIVIDER = /^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$/;
/** Lists and quotes inside each other; deeper ones are text. */
const MOST_DEEP = 8;

/** Takes a page apart line by line, in time that grows with its length only. */
export function readBlocks(text: string, depth = 0): readonly Block[] {
  const lines = text.replaceAll("\t", "    ").split(/\r?\n/);
  const blocks: Block[] = [];
  let at = 0;
  const takeWhile = (test: (line: string) => boolean): string[] => {
    const taken: string[] = [];
    while (at < lines.length && test(lines[at] ?? "")) {
      taken.push(lines[at] ?? "");
      at += 1;
    }
    return taken;
  };
  while (at < lines.length) {
    const line = lines[at] ?? "";
    const fence = FENCE.exec(line);
    const heading = HEADING.exec(line);
    if (line.trim() === "") {
      at += 1;
    } else if (fence !== null) {
      at += 1;
      const end = fence[1] ?? "```";
      const code = takeWhile((next) => !next.trim().startsWith(end));
      at += 1;
      blocks.push({ kind: "code", language: fence[2] ?? "", text: code.join("\n") });
    } else if (heading !== null) {
      at += 1;
      blocks.push({ kind: "heading", level: heading[1]?.length ?? 1, text: heading[2] ?? "" });
    } else if (RULE.test(line)) {
      at += 1;
      blocks.push({ kind: "rule" });
    } else if (depth < MOST_DEEP && /^ {0,3}>/.test(line)) {
      const quoted = takeWhile((next) => /^ {0,3}>/.test(next)).map((next) => next.replace(/^ {0,3}> ?/, ""));
      blocks.push({ kind: "quote", blocks: readBlocks(quoted.join("\n"), depth + 1) });
    } else if (depth < MOST_DEEP && ITEM.test(line)) {
      blocks.push(
        readList(
          takeWhile((next) => ITEM.test(next) || /^ {2,}\S/.test(next) || next.trim() === ""),
          depth,
        ),
      );
    } else if (line.includes("|") && DIVIDER.test(lines[at + 1] ?? "")) {
      at += 2;
      blocks.push({ kind: "table", head: cellsOf(line), rows: takeWhile((next) => next.includes("|")).map(cellsOf) });
    } else {
      const [first = ""] = [lines[at] ?? ""];
      at += 1;
      const rest = takeWhile((next) => next.trim() !== "" && !FENCE.test(next) && !HEADING.test(next) && !ITEM.test(next) && !/^ {0,3}>/.test(next));
      blocks.push({ kind: "paragraph", text: [first, ...rest].map((part) => part.trim()).join("\n") });
    }
  }
  return blocks;
}

function readList(lines: readonly string[], depth: number): Block {
  const items: string[][] = [];
  let indent = 0;
  for (const line of lines) {
    const item = ITEM.exec(line);
    if (item !== null && (items.length === 0 || (item[1] ?? "").length < indent)) {
      indent = Math.min(4, (item[1] ?? "").length + (item[2] ?? "").length + 1);
      items.push([item[4] ?? ""]);
    } else {
      items.at(-1)?.push(line.startsWith(" ".repeat(indent)) ? line.slice(indent) : line.trimStart());
    }
  }
  return { kind: "list", ordered: /^\s*\d/.test(lines[0] ?? ""), items: items.map((item) => readBlocks(item.join("\n"), depth + 1)) };
}

function cellsOf(line: string): readonly string[] {
  return line
    .trim()
    .replace(/^\|/, "")
    .replace(/\|$/, "")
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim().replaceAll("\\|", "|"));
}
