import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));

export interface PageProcess {
  /** Lets in one browser. */
  readonly link: string;
  /** Base of the receiver. */
  readonly receiverUrl: string;
  /** The most that it had in memory so far. */
  peakBytes(): number;
  stop(): Promise<void>;
}

export function buildCommand(): void {
  execFileSync("npm", ["run", "--silent", "build"], { cwd: ROOT });
}

/** `platform dev` as it is published, for the travel platform, as a process of its own. */
export async function startPageProcess(prometheusUrl: string): Promise<PageProcess> {
  const args = ["--config", "examples/travel-platform/platform.config.ts", "--prometheus", prometheusUrl, "--port", "0", "--receive-port", "0"];
  const child = spawn(process.execPath, ["packages/cli/dist/bin.js", "dev", ...args], {
    cwd: ROOT,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      said += text;
    });
  }
  const found = (pattern: RegExp) => pattern.exec(said)?.[0];
  const [link, receiver] = [/http:\S+token=\S+/, /(?<=received at )http:\S+(?=\.)/];
  while (found(link) === undefined || found(receiver) === undefined) {
    const [event] = await Promise.race([once(child.stdout, "data"), once(child.stderr, "data"), once(child, "exit").then(() => ["exit"])]);
    if (event === "exit") {
      throw new Error(`platform dev ended:\n${said}`);
    }
  }
  return {
    link: found(link) ?? "",
    receiverUrl: found(receiver) ?? "",
    peakBytes: () => Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, "utf8"))?.[1]) * 1024,
    stop: async () => {
      if (child.exitCode === null && child.signalCode === null) {
        child.kill("SIGTERM");
        await once(child, "exit");
      }
    },
  };
}
