import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { globSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createConnection } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { findFreePorts } from "../../stack/src/operate/native/port.ts";

export interface RunningRabbitmq {
  readonly url: string;
  /** Of its built-in plugin for Prometheus. */
  readonly metricsPort: number;
  stop(): Promise<void>;
}

/** Debian's command on the path runs it as another user, with files of the system. */
const DEBIAN = "/usr/lib/rabbitmq/lib/rabbitmq_server-*/sbin/rabbitmq-server";

/**
 * The RabbitMQ of the system on free ports of loopback, with its data in a temporary folder. It takes some 7 s to start.
 *
 * @throws Error where there is none
 */
export async function startRabbitmq(): Promise<RunningRabbitmq> {
  const folder = mkdtempSync(join(tmpdir(), "metrics-rabbitmq-"));
  const [port = 0, distribution, mapper, metricsPort = 0] = await findFreePorts(4);
  writeFileSync(
    join(folder, "rabbitmq.conf"),
    `prometheus.tcp.ip = 127.0.0.1\nprometheus.tcp.port = ${metricsPort}\nprometheus.return_per_object_metrics = true\n`,
  );
  writeFileSync(join(folder, "plugins"), "[rabbitmq_prometheus].\n");
  const server = spawn(globSync(DEBIAN).sort().at(-1) ?? "rabbitmq-server", [], {
    stdio: "ignore",
    env: {
      PATH: `${process.env.PATH}:/usr/sbin`,
      HOME: folder,
      RABBITMQ_NODENAME: `metrics-${port}@localhost`,
      RABBITMQ_NODE_IP_ADDRESS: "127.0.0.1",
      RABBITMQ_NODE_PORT: String(port),
      RABBITMQ_DIST_PORT: String(distribution),
      ERL_EPMD_PORT: String(mapper),
      ERL_EPMD_ADDRESS: "127.0.0.1",
      RABBITMQ_MNESIA_BASE: join(folder, "data"),
      RABBITMQ_LOG_BASE: join(folder, "log"),
      RABBITMQ_CONFIG_FILE: join(folder, "rabbitmq"),
      RABBITMQ_GENERATED_CONFIG_DIR: folder,
      RABBITMQ_ENABLED_PLUGINS_FILE: join(folder, "plugins"),
      RABBITMQ_PID_FILE: join(folder, "pid"),
    },
  });
  const failed = once(server, "error").then(([cause]) => {
    throw new Error("These tests need rabbitmq-server: apt-get install rabbitmq-server.", { cause });
  });
  const exited = once(server, "exit");
  await Promise.race([failed, untilOpen(port)]);
  return {
    url: `amqp://guest:guest@127.0.0.1:${port}`,
    metricsPort,
    async stop() {
      server.kill();
      await exited;
      // The port mapper is a daemon of Erlang's, which its first node starts and nobody ends.
      spawnSync("epmd", ["-port", String(mapper), "-kill"]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function untilOpen(port: number): Promise<void> {
  for (let attempt = 0; attempt < 500; attempt++) {
    const socket = createConnection(port, "127.0.0.1");
    const open = await once(socket, "connect").then(
      () => true,
      () => false,
    );
    socket.destroy();
    if (open) {
      return;
    }
    await setTimeout(100);
  }
  throw new Error("rabbitmq-server did not come up.");
}
