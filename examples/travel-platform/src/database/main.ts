import { listen } from "../process/listener.ts";
import { runProcess, type Started } from "../process/run-process.ts";
import { readNumber } from "../process/service-settings.ts";
import { StartFailure } from "../process/start-failure.ts";
import { type EmbeddedPostgres, startEmbeddedPostgres } from "./embedded-postgres.ts";

/**
 * One embedded Postgres for all services, in a process of its own: six of them would take six times the memory and the time to start.
 * The services find it by DATABASE_URL; `/readyz` on the admin port answers once it can be used.
 */
await runProcess("database", async (): Promise<Started> => {
  const port = readNumber(process.env, "PORT", { fallback: 5433, max: 65_535 });
  const adminPort = readNumber(process.env, "ADMIN_PORT", { fallback: port === 0 ? 0 : port + 1000, max: 65_535 });
  const postgres = await start(port, process.env.DATABASE_FOLDER || undefined);
  const admin = await listen((request, response) => response.writeHead(request.url === "/readyz" ? 200 : 404).end(), {
    host: "127.0.0.1",
    port: adminPort,
  });
  return {
    ready: { port: postgres.port, adminPort: admin.port, url: postgres.url },
    async stop() {
      await Promise.all([postgres.close(), admin.stop(0)]);
      return {};
    },
  };
});

async function start(port: number, folder: string | undefined): Promise<EmbeddedPostgres> {
  try {
    return await startEmbeddedPostgres({ port, folder });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw code === "EADDRINUSE"
      ? new StartFailure("port_taken", `Port ${port} is in use by another program (EADDRINUSE).`, { cause: error })
      : new StartFailure("database_unreachable", `The embedded Postgres does not start: ${message.replaceAll("\n", " ")}.`, { cause: error });
  }
}
