import { spawn } from "node:child_process";
import { once } from "node:events";
import { createConnection } from "node:net";
import { setTimeout } from "node:timers/promises";
import { findFreePort } from "../../stack/src/operate/native/port.ts";

export interface RunningRedis {
  readonly port: number;
  stop(): Promise<void>;
}

/**
 * The `redis-server` of the system on a free port of loopback, keeping nothing.
 *
 * @throws Error where there is none
 */
export async function startRedis(): Promise<RunningRedis> {
  const port = await findFreePort();
  const server = spawn("redis-server", ["--port", String(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"], { stdio: "ignore" });
  const failed = once(server, "error").then(([cause]) => {
    throw new Error("These tests need redis-server on the PATH: apt-get install redis-server.", { cause });
  });
  await Promise.race([failed, untilOpen(port)]);
  return {
    port,
    async stop() {
      server.kill();
      await once(server, "exit");
    },
  };
}

async function untilOpen(port: number): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const socket = createConnection(port, "127.0.0.1");
    const open = await once(socket, "connect").then(
      () => true,
      () => false,
    );
    socket.destroy();
    if (open) {
      return;
    }
    await setTimeout(50);
  }
  throw new Error("redis-server did not come up.");
}
