import { type ChildProcess, execFile, execFileSync, spawn } from "node:child_process";
import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { buildModel, type OutputFile } from "@platform/grafana-dashboards";
import { definePlatform } from "@platform/grafana-dashboards/define";
import { connect } from "amqplib";
import { startRabbitmq } from "../../metrics/test/start-rabbitmq.ts";
import { postgres as postgresServers } from "../src/define.ts";
import { findFreePorts } from "../src/index.ts";
import { renderPostgresQueries } from "../src/render/postgres-queries.ts";
import { eventually } from "./live-programs.ts";
import { shop } from "./shop-platform.ts";
import { startStandInElasticsearch } from "./stand-in-elasticsearch.ts";

export interface RealServers extends AsyncDisposable {
  /** What each exporter exposes, by its name in the catalogue. */
  readonly expositions: Readonly<Record<string, string>>;
}

/** Starts the true servers with the true exporters beside them, and scrapes each exporter once it knows its server. */
export async function startRealServers(): Promise<RealServers> {
  const folder = mkdtempSync(join(tmpdir(), "exporters-"));
  // Servers that change to a user of their own must get to their part of it.
  chmodSync(folder, 0o755);
  const children: ChildProcess[] = [];
  const run = (program: string, args: readonly string[], options: { readonly user?: number; readonly env?: NodeJS.ProcessEnv } = {}) => {
    const env = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin`, ...options.env };
    const child = spawn(program, args, {
      cwd: folder,
      stdio: "ignore",
      env,
      ...(options.user !== undefined && { uid: options.user, gid: options.user }),
    });
    child.on("error", () => {});
    children.push(child);
  };
  const ports = await findFreePorts(14);
  const [
    node = 0,
    redis = 0,
    redisExporter = 0,
    postgres = 0,
    postgresExporter = 0,
    web = 0,
    nginxExporter = 0,
    prometheus = 0,
    alertmanager = 0,
    cluster = 0,
    elasticsearch = 0,
    elasticsearchExporter = 0,
    replica = 0,
    replicaExporter = 0,
  ] = ports;
  const local = (port: number) => `127.0.0.1:${port}`;

  run("prometheus-node-exporter", [`--web.listen-address=${local(node)}`]);
  run("redis-server", ["--port", String(redis), "--save", "", "--maxmemory", "10mb", "--dir", folder]);
  run("prometheus-redis-exporter", [`--web.listen-address=${local(redisExporter)}`, `--redis.addr=redis://${local(redis)}`]);
  run("redis-server", ["--port", String(replica), "--save", "", "--dir", folder, "--replicaof", "127.0.0.1", String(redis)]);
  run("prometheus-redis-exporter", [`--web.listen-address=${local(replicaExporter)}`, `--redis.addr=redis://${local(replica)}`]);
  startPostgres(folder, postgres, run);
  const database = `postgresql://postgres@${local(postgres)}/postgres?sslmode=disable`;
  const [queries] = renderPostgresQueries(buildModel(definePlatform({ ...shop, uses: [postgresServers()] }))) as readonly [OutputFile];
  writeFileSync(join(folder, "queries.yaml"), queries.content);
  run("prometheus-postgres-exporter", [`--web.listen-address=${local(postgresExporter)}`, "--extend.query-path=queries.yaml"], {
    env: { DATA_SOURCE_NAME: database },
  });
  const search = await startStandInElasticsearch(elasticsearch);
  run("prometheus-elasticsearch-exporter", [
    `--web.listen-address=${local(elasticsearchExporter)}`,
    "--es.all",
    `--es.uri=http://${local(elasticsearch)}`,
  ]);
  mkdirSync(join(folder, "nginx"));
  const page = `server { listen ${local(web)}; location /status { stub_status; } }`;
  writeFileSync(
    join(folder, "nginx.conf"),
    `daemon off; pid ${folder}/nginx.pid; error_log ${folder}/nginx.log; events {} http { access_log off; client_body_temp_path ${folder}/nginx; ${page} }`,
  );
  run("nginx", ["-c", join(folder, "nginx.conf"), "-p", folder]);
  run("prometheus-nginx-exporter", [
    "-nginx.scrape-uri",
    `http://${local(web)}/status`,
    "-web.listen-address",
    local(nginxExporter),
    "-nginx.retries",
    "50",
  ]);
  writeFileSync(join(folder, "prometheus.yml"), "{}");
  run("prometheus", ["--config.file=prometheus.yml", "--storage.tsdb.path=prometheus", `--web.listen-address=${local(prometheus)}`]);
  writeFileSync(join(folder, "alertmanager.yml"), '{"route":{"receiver":"none"},"receivers":[{"name":"none"}]}');
  const peers = `--cluster.listen-address=${local(cluster)}`;
  const amArguments = ["--config.file=alertmanager.yml", "--storage.path=alertmanager", `--web.listen-address=${local(alertmanager)}`, peers];
  run("prometheus-alertmanager", amArguments);

  const rabbitmq = await startRabbitmq();
  await leaveMessage(rabbitmq.url);
  await leaveSlot(database);

  const known = {
    node: [node, "node_load5"],
    redis: [redisExporter, "redis_up 1"],
    replica: [replicaExporter, "redis_master_link_up"],
    postgres: [postgresExporter, "pg_replication_slot_slot_is_active"],
    rabbitmq: [rabbitmq.metricsPort, "rabbitmq_queue_messages_ready{"],
    elasticsearch: [elasticsearchExporter, "elasticsearch_jvm_memory_used_bytes"],
    nginx: [nginxExporter, "nginx_up 1"],
    prometheus: [prometheus, "prometheus_tsdb_head_series"],
    alertmanager: [alertmanager, "alertmanager_cluster_members"],
  } as const;
  const stopAll = async () => {
    search.closeAllConnections();
    await Promise.all([...children.map(stop), rabbitmq.stop(), new Promise((resolve) => search.close(resolve))]);
    rmSync(folder, { recursive: true, force: true });
  };
  const scraped = Promise.all(
    Object.entries(known).map(async ([name, [port, sign]]) => {
      const text = await eventually(() => scrape(port, sign), { seconds: 60 }).catch((cause: unknown) => {
        throw new Error(`The exporter of ${name} does not show "${sign}".`, { cause });
      });
      return [name, text] as const;
    }),
  );
  try {
    const { replica: second = "", redis: first = "", ...others } = Object.fromEntries(await scraped);
    return { expositions: { ...others, redis: `${first}\n${second}` }, [Symbol.asyncDispose]: stopAll };
  } catch (error) {
    await stopAll();
    throw error;
  }
}

/** The server refuses to run as root. */
function startPostgres(
  folder: string,
  port: number,
  run: (program: string, args: readonly string[], options: { readonly user?: number }) => void,
): void {
  const bin = execFileSync("sh", ["-c", "ls -d /usr/lib/postgresql/*/bin | tail -1"], { encoding: "utf8" }).trim();
  const data = join(folder, "postgres");
  mkdirSync(data);
  const user = process.getuid?.() === 0 ? Number(execFileSync("id", ["-u", "postgres"], { encoding: "utf8" })) : undefined;
  if (user !== undefined) {
    chownSync(data, user, user);
  }
  execFileSync(join(bin, "initdb"), ["-D", data, "-A", "trust", "-U", "postgres", "-N"], {
    stdio: "ignore",
    ...(user !== undefined && { uid: user, gid: user }),
  });
  run(join(bin, "postgres"), ["-D", data, "-p", String(port), "-k", data, "-c", "listen_addresses=127.0.0.1"], user === undefined ? {} : { user });
}

/** A table and a slot that nobody reads. */
async function leaveSlot(database: string): Promise<void> {
  const statements = "CREATE TABLE orders (id int); SELECT pg_create_physical_replication_slot('standby')";
  const ask = () =>
    promisify(execFile)("psql", [database, "-c", statements]).then(
      () => true,
      () => undefined,
    );
  await eventually(ask, { seconds: 60 });
}

/** A queue with a message that nobody takes. */
async function leaveMessage(url: string): Promise<void> {
  const connection = await connect(url);
  const channel = await connection.createConfirmChannel();
  await channel.assertQueue("orders");
  channel.sendToQueue("orders", Buffer.from("one"));
  await channel.waitForConfirms();
  await connection.close();
}

async function scrape(port: number, sign: string): Promise<string | undefined> {
  const text = await fetch(`http://127.0.0.1:${port}/metrics`).then(
    (response) => response.text(),
    () => "",
  );
  return text.includes(sign) ? text : undefined;
}

function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) {
    return Promise.resolve();
  }
  return new Promise((resolve) => {
    const timer = setTimeout(() => child.kill("SIGKILL"), 5000);
    child.once("exit", () => {
      clearTimeout(timer);
      resolve();
    });
    child.kill("SIGTERM");
  });
}
