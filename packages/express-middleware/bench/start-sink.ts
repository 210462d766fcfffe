import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

/** Starts a receiver of spans and lines beside this process, which does not wait for it to end. */
export async function startSink(): Promise<{ readonly traces: string; readonly loki: string }> {
  const sink = fork(fileURLToPath(new URL("./sink-process.ts", import.meta.url)), { stdio: ["ignore", "ignore", "inherit", "ipc"] });
  const [port] = (await once(sink, "message")) as [number];
  sink.unref();
  sink.channel?.unref();
  return { traces: `http://127.0.0.1:${port}/v1/traces`, loki: `http://127.0.0.1:${port}` };
}
