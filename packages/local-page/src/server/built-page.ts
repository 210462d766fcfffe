import { readFile } from "node:fs/promises";
import { type PageFiles, pageFiles } from "./page-files.ts";

/** The page as it was built with this package. */
export async function loadPageFiles(): Promise<PageFiles> {
  const read = (name: string) => readFile(new URL(`../page/${name}`, import.meta.url), "utf8");
  const [script, style] = await Promise.all([read("page.js"), read("page.css")]);
  return pageFiles({ script, style });
}
