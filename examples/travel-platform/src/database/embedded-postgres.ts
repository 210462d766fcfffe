import { mkdirSync } from "node:fs";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { createTurnstile } from "./turnstile.ts";
import { serveWireSession } from "./wire-session.ts";

export interface EmbeddedPostgresOptions {
  /** Folder that keeps the data; in memory when left out. */
  readonly folder?: string | undefined;
  /** Port on loopback; 0, the default, takes a free one. */
  readonly port?: number;
  /** Default 10. */
  readonly idleTransactionSeconds?: number;
}

export interface EmbeddedPostgres {
  /** For a Postgres client; there is no password, and only this machine can connect. */
  readonly url: string;
  readonly port: number;
  close(): Promise<void>;
}

/**
 * Postgres inside this process (PGlite), for any Postgres client on this machine.
 *
 * PGlite is one backend, so that statements run one after the other and a transaction makes all others wait. Named prepared
 * statements, LISTEN, COPY and cancelling are not served.
 *
 * @throws if the port is taken or the folder cannot be used
 */
export async function startEmbeddedPostgres({
  folder,
  port = 0,
  idleTransactionSeconds = 10,
}: EmbeddedPostgresOptions = {}): Promise<EmbeddedPostgres> {
  const sockets = new Set<Socket>();
  const waiting: Socket[] = [];
  let serve = (socket: Socket) => void waiting.push(socket);
  const server = createServer((socket) => {
    socket.setNoDelay(true).on("error", () => {});
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    serve(socket);
  });
  await new Promise<void>((resolve, reject) => server.once("error", reject).listen(port, "127.0.0.1", resolve));
  try {
    const database = await openPglite(folder);
    const settings = await settingsOf(database);
    const backend = { run: async (messages: Buffer) => Buffer.from(await database.execProtocolRaw(messages)) };
    const turnstile = createTurnstile();
    serve = (socket) => void serveWireSession(socket, { backend, turnstile, settings, idleTransactionSeconds });
    for (const socket of waiting.splice(0)) {
      serve(socket);
    }
    const { port: taken } = server.address() as AddressInfo;
    return {
      url: `postgres://postgres@127.0.0.1:${taken}/postgres`,
      port: taken,
      async close() {
        const closed = new Promise((resolve) => server.close(resolve));
        for (const socket of sockets) {
          socket.destroy();
        }
        await closed;
        const release = await turnstile.enter();
        await database.close();
        release();
      },
    };
  } catch (error) {
    server.close();
    throw error;
  }
}

/** A sixteenth of the default: the data are small, and the buffers stand in memory from the start. */
const SETTINGS = ["shared_buffers=8MB"];

async function openPglite(folder: string | undefined) {
  const { PGlite } = await import("@electric-sql/pglite");
  if (folder !== undefined) {
    mkdirSync(folder, { recursive: true });
  }
  return PGlite.create(folder === undefined ? "memory://" : `file://${folder}`, { relaxedDurability: true, postgresqlconf: SETTINGS });
}

/** https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-ASYNC: clients choose their formats by these. */
const REPORTED = [
  "server_version",
  "server_encoding",
  "client_encoding",
  "DateStyle",
  "TimeZone",
  "integer_datetimes",
  "standard_conforming_strings",
];

async function settingsOf(database: Awaited<ReturnType<typeof openPglite>>): Promise<Record<string, string>> {
  const { rows } = await database.query<{ name: string; setting: string }>("SELECT name, setting FROM pg_settings WHERE name = ANY($1)", [REPORTED]);
  return Object.fromEntries(rows.map(({ name, setting }) => [name, setting]));
}
