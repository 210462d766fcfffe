import { posix } from "node:path";

/** A link of a page to a file or folder of the repository. */
export interface PageLink {
  readonly line: number;
  /** As the page has it: `../CONTRIBUTING.md#a-change`. */
  readonly href: string;
  /** From the root: `CONTRIBUTING.md`; the page itself for a link within it. */
  readonly path: string;
  /** Heading that the link points at, as GitHub names it; empty for none. */
  readonly anchor: string;
}

/** The links of a page that stay in the repository; those in code do not count. */
export function readLinks(pagePath: string, page: string): PageLink[] {
  const prose = page.replace(/^```[\s\S]*?^```$/gm, (block) => block.replace(/[^\n]/g, "")).replace(/`[^`\n]*`/g, "");
  return prose.split("\n").flatMap((text, index) =>
    [...text.matchAll(/\]\(([^)\s]+)\)/g)]
      .map(([, href = ""]) => href)
      .filter((href) => !/^[a-z]+:/.test(href))
      .map((href) => {
        const [target = "", anchor = ""] = href.split("#");
        return { line: index + 1, href, anchor, path: target === "" ? pagePath : posix.join(posix.dirname(pagePath), target) };
      }),
  );
}

/** The anchors of a page's headings: https://docs.github.com/get-started/writing-on-github: lower case, no punctuation, blanks as hyphens. */
export function readAnchors(page: string): string[] {
  const headings = page.replace(/^```[\s\S]*?^```$/gm, "").matchAll(/^#+ (.+)$/gm);
  return [...headings].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-"),
  );
}
