import { gzipSync } from "node:zlib";
import { loadPreviewFiles } from "@platform/local-page";
import { expect, test } from "vitest";

test("the page's own JavaScript has under 65 kB when it is compressed, as the README says, and its style sheet under 10 kB", async () => {
  const files = await loadPreviewFiles();
  expect(gzipSync(files["page.js"].content).length).toBeLessThan(65_000);
  expect(gzipSync(files["page.css"].content).length).toBeLessThan(10_000);
});
