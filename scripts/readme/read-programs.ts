/** A block of a Markdown page that is a whole program. */
export interface ReadmeProgram {
  readonly language: "ts" | "sh";
  /** Name under which the other programs of the page can import or use it: `program-12.ts` unless the block names one. */
  readonly file: string;
  /** Line of the page on which the code begins, from 1. */
  readonly line: number;
  readonly code: string;
  /** What it prints; undefined when the page does not say. */
  readonly output: string | undefined;
}

interface Block {
  readonly info: readonly string[];
  readonly line: number;
  readonly code: string;
}

/**
 * The blocks of a page that open with <code>```ts program</code> or <code>```sh program</code>, with <code>file=name.ts</code> behind it where another
 * program needs the name. A block <code>```text output</code> holds what the program before it prints.
 *
 * @throws Error for an output without a program before it
 */
export function readPrograms(page: string): ReadmeProgram[] {
  const programs: ReadmeProgram[] = [];
  for (const { info, line, code } of readBlocks(page)) {
    const [language, mark] = info;
    if (mark === "program" && (language === "ts" || language === "sh")) {
      const name = info.find((word) => word.startsWith("file="))?.slice("file=".length);
      programs.push({ language, file: name ?? `program-${line}.${language}`, line, code, output: undefined });
    } else if (mark === "output") {
      const program = programs.pop();
      if (program === undefined || program.output !== undefined) {
        throw new Error(`Line ${line}: an output needs a program before it.`);
      }
      programs.push({ ...program, output: code });
    }
  }
  return programs;
}

function readBlocks(page: string): Block[] {
  const blocks: Block[] = [];
  let open: { readonly info: readonly string[]; readonly line: number; readonly lines: string[] } | undefined;
  for (const [index, text] of page.split("\n").entries()) {
    if (open === undefined) {
      open = text.startsWith("```") ? { info: text.slice(3).trim().split(/\s+/), line: index + 2, lines: [] } : undefined;
    } else if (text === "```") {
      blocks.push({ info: open.info, line: open.line, code: open.lines.join("\n") });
      open = undefined;
    } else {
      open.lines.push(text);
    }
  }
  return blocks;
}
