import { mkdir, writeFile } from "node:fs/promises";
import { bundlePage } from "./bundle-page.ts";

const { script, style } = await bundlePage();
const folder = new URL("../dist/page/", import.meta.url);
await mkdir(folder, { recursive: true });
await Promise.all([writeFile(new URL("page.js", folder), script), writeFile(new URL("page.css", folder), style)]);
