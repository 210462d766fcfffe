import { type PageFiles, pageFiles } from "../src/server/page-files.ts";
import { bundlePage } from "./bundle-page.ts";

/** The page made anew from its sources, for a checkout of the repository. */
export async function loadPageFiles(): Promise<PageFiles> {
  return pageFiles(await bundlePage());
}
