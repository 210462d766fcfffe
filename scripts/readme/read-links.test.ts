import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { readAnchors, readLinks } from "./read-links.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const PAGES = globSync(["*.md", "docs/**/*.md", "packages/*/README.md", "packages/*/docs/**/*.md", "examples/*/README.md", "runbooks/**/*.md"], {
  cwd: ROOT,
}).sort();

test("links to files are read with their line, those in code and to other sites are not", () => {
  const page = "See [one](../a.md#some-part) and [two](#here).\n`[no](x.md)`\n```\n[no](y.md)\n```\n[site](https://example.com) [three](b/)";
  expect(readLinks("docs/page.md", page)).toEqual([
    { line: 1, href: "../a.md#some-part", path: "a.md", anchor: "some-part" },
    { line: 1, href: "#here", path: "docs/page.md", anchor: "here" },
    { line: 6, href: "b/", path: "docs/b/", anchor: "" },
  ]);
});

test("a heading's anchor is lower case with hyphens, without punctuation", () => {
  expect(readAnchors("# A `code` title, twice\n\n```sh\n# no heading\n```\n## Node ≥ 22")).toEqual(["a-code-title-twice", "node--22"]);
});

test.each(PAGES)("every link of %s leads somewhere", (path) => {
  const dead = readLinks(path, readFileSync(join(ROOT, path), "utf8")).filter(({ path: target, anchor }) => {
    const file = join(ROOT, target);
    return !existsSync(file) || (anchor !== "" && target.endsWith(".md") && !readAnchors(readFileSync(file, "utf8")).includes(anchor));
  });
  expect(dead.map(({ line, href }) => `${path}:${line} ${href}`)).toEqual([]);
});
