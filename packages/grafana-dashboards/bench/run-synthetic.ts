import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type CommandRun, runCommand } from "./run-command.ts";

const runs = new Map<string, CommandRun>();

/** One run over the configuration of a synthetic platform; the same figures in each round, since a run takes long. */
export function runSynthetic(command: "generate" | "check", services: number): CommandRun {
  const key = `${command} ${services}`;
  const run = runs.get(key) ?? runOnce(command, services);
  runs.set(key, run);
  return run;
}

function runOnce(command: "generate" | "check", services: number): CommandRun {
  const folder = mkdtempSync(join(tmpdir(), "synthetic-"));
  try {
    const config = join(folder, "platform.config.ts");
    const source = new URL("synthetic-platform.ts", import.meta.url).href;
    writeFileSync(config, `import { syntheticPlatform } from ${JSON.stringify(source)};\n\nexport default syntheticPlatform(${services});\n`);
    return runCommand([command, "--config", config, ...(command === "check" ? ["--no-runbooks"] : ["--out", join(folder, "deploy")])]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
