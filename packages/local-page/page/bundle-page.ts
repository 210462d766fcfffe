import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";
import { projectWorld } from "./map/project-world.ts";

export interface BundledPage {
  readonly script: string;
  readonly style: string;
}

/** One script and one style sheet, from the sources and what they import. */
export async function bundlePage(): Promise<BundledPage> {
  const require = createRequire(import.meta.url);
  const bundle = await rolldown({
    input: fileURLToPath(new URL("main.ts", import.meta.url)),
    platform: "browser",
    logLevel: "warn",
    transform: { define: { WORLD: JSON.stringify(projectWorld()) } },
  });
  const { output } = await bundle.generate({ format: "esm", minify: true, codeSplitting: false });
  await bundle.close();
  const styles = await Promise.all(
    [require.resolve("uplot/dist/uPlot.min.css"), fileURLToPath(new URL("page.css", import.meta.url))].map((path) => readFile(path, "utf8")),
  );
  return { script: output[0].code, style: styles.join("\n") };
}
