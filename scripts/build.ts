import { spawnSync } from "node:child_process";
import { globSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

// Neither tsc nor turbo removes the output of a source that is gone. What did not change comes back from turbo's cache.
for (const folder of globSync("packages/*/dist", { cwd: ROOT })) {
  rmSync(`${ROOT}${folder}`, { recursive: true });
}
const turbo = [`${ROOT}node_modules/turbo/bin/turbo`, "run", "build", "--output-logs=errors-only", ...process.argv.slice(2)];
const { status } = spawnSync(process.execPath, turbo, { cwd: ROOT, stdio: "inherit", env: { ...process.env, TURBO_TELEMETRY_DISABLED: "1" } });
process.exitCode = status ?? 1;
