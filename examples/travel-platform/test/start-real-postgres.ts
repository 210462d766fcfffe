import { execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findFreePort } from "@platform/stack";
import { Client } from "pg";

export interface RealPostgres {
  readonly url: string;
  stop(): Promise<void>;
}

/** Where Debian puts the programs of a Postgres server; they are not on the path there. */
const DEBIAN = "/usr/lib/postgresql";

/** Folder of `initdb` and `postgres`; undefined without them, or as root without somebody else to run them. */
export function findPostgres(): string | undefined {
  const folders = [
    ...(process.env.PATH ?? "").split(":"),
    ...(existsSync(DEBIAN) ? readdirSync(DEBIAN).map((version) => `${DEBIAN}/${version}/bin`) : []),
  ];
  const folder = folders.find((each) => existsSync(join(each, "initdb")) && existsSync(join(each, "postgres")));
  return folder !== undefined && identity() !== undefined ? folder : undefined;
}

/** Starts a server with an empty cluster, on a free port of loopback. Postgres refuses to run as root. */
export async function startRealPostgres(folder: string): Promise<RealPostgres> {
  const data = mkdtempSync(join(tmpdir(), "travel-postgres-"));
  const owner = identity() ?? {};
  if (owner.uid !== undefined && owner.gid !== undefined) {
    chownSync(data, owner.uid, owner.gid);
  }
  execFileSync(join(folder, "initdb"), ["-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync"], {
    ...owner,
    cwd: data,
    stdio: "ignore",
  });
  const port = await findFreePort();
  const settings = ["fsync=off", "listen_addresses=127.0.0.1", "unix_socket_directories="].flatMap((setting) => ["-c", setting]);
  const server = spawn(join(folder, "postgres"), ["-D", data, "-p", String(port), ...settings], { ...owner, cwd: data, stdio: "ignore" });
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`;
  await untilConnected(url);
  return {
    url,
    async stop() {
      server.kill("SIGINT");
      await once(server, "exit");
      rmSync(data, { recursive: true, force: true });
    },
  };
}

/** Whom to run the server as; empty for ourselves. */
function identity(): { uid?: number; gid?: number } | undefined {
  if (process.getuid?.() !== 0) {
    return {};
  }
  const [uid, gid] = ["-u", "-g"].map((option) => spawnSync("id", [option, "postgres"], { encoding: "utf8" }).stdout.trim());
  return uid && gid ? { uid: Number(uid), gid: Number(gid) } : undefined;
}

async function untilConnected(url: string): Promise<void> {
  for (let attempt = 0; ; attempt += 1) {
    const client = new Client({ connectionString: url });
    try {
      await client.connect();
      return;
    } catch (error) {
      if (attempt === 100) {
        throw error;
      }
      await new Promise((resolve) => setTimeout(resolve, 100));
    } finally {
      await client.end().catch(() => {});
    }
  }
}
