import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { checkConsumer } from "./packages/check-consumer.ts";
import { checkTarball } from "./packages/check-tarball.ts";
import { packPackages } from "./packages/pack-packages.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url)).replace(/\/$/, "");
process.env.PATH = [`${ROOT}/node_modules/.bin`, process.env.PATH].join(delimiter);

const folder = mkdtempSync(join(tmpdir(), "packages-"));
try {
  const consumer = join(folder, "consumer");
  mkdirSync(consumer);
  const packages = await packPackages(ROOT, folder);
  const findings: string[] = [];
  for (const packed of packages) {
    findings.push(...(await checkTarball(ROOT, packed)));
  }
  findings.push(...(await checkConsumer(ROOT, consumer, packages)));
  for (const finding of findings) {
    console.error(`${finding}\n`);
  }
  console.log(`${packages.length} packages, ${findings.length} problems.`);
  process.exitCode = findings.length === 0 ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true });
}
