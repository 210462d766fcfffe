import { fileURLToPath } from "node:url";
import type { Program } from "@platform/stack";
import { urlVariable } from "../src/process/service-settings.ts";
import { loopbackUrl } from "./run-ports.ts";
import type { RunSettings } from "./run-settings.ts";

const EXAMPLE = fileURLToPath(new URL("..", import.meta.url));
const PLATFORM = fileURLToPath(new URL("src/bin.ts", import.meta.resolve("@platform/cli/package.json")));
const READY_SECONDS = 60;

/** A Postgres for all services, unless the environment names a real one in DATABASE_URL. */
export function databasePrograms(settings: RunSettings): readonly Program[] {
  const { main, admin } = settings.ports.database;
  const program: Program = {
    name: "database",
    title: "The embedded Postgres",
    command: node("src/database/main.ts"),
    env: { ...environmentOf(settings), PORT: String(main), ADMIN_PORT: String(admin), DATABASE_FOLDER: settings.folders.database },
    cwd: EXAMPLE,
    ports: [main, admin],
    readyUrl: `${loopbackUrl(admin)}/readyz`,
    readySeconds: READY_SECONDS,
  };
  return settings.environment.DATABASE_URL ? [] : [program];
}

/** The services, each in a process of its own that answers `/readyz`. */
export function servicePrograms(settings: RunSettings): readonly Program[] {
  const { platform, ports } = settings;
  return platform.services.map(({ name, title, port }) => {
    const admin = ports.services[name]?.admin ?? 0;
    return {
      name,
      title: `Service ${title}`,
      command: node(`src/${name}/main.ts`),
      env: { ...environmentOf(settings), PORT: String(port), ADMIN_PORT: String(admin) },
      cwd: EXAMPLE,
      ports: [port, admin],
      readyUrl: `${loopbackUrl(port)}/readyz`,
      readySeconds: READY_SECONDS,
    };
  });
}

/** Customers: journeys through the gateway, again and again. */
export function trafficProgram(settings: RunSettings): Program {
  return {
    name: "traffic",
    title: "Traffic",
    command: node("src/traffic/main.ts"),
    env: environmentOf(settings),
    cwd: EXAMPLE,
    ports: [],
    readySeconds: READY_SECONDS,
  };
}

/** The platform's own trials of what customers do: often enough that a run on a desk sees some. */
export function syntheticsProgram(settings: RunSettings): Program {
  const port = settings.ports.synthetics;
  const command = ["synthetics", "serve", "--flows", `${EXAMPLE}src/synthetics/flows.ts`, "--port", String(port), "--stop-seconds", "0"];
  return {
    name: "synthetics",
    title: "The runner of synthetic flows",
    command: [process.execPath, ...process.execArgv, PLATFORM, ...command],
    env: { ...environmentOf(settings), SYNTHETICS_EVERY_SECONDS: "15" },
    cwd: EXAMPLE,
    ports: [port],
    readyUrl: `${loopbackUrl(port)}/healthz`,
    readySeconds: READY_SECONDS,
  };
}

/** The same Node, with the same way of finding the sources of the packages. */
function node(file: string): readonly [string, ...string[]] {
  return [process.execPath, ...process.execArgv, `${EXAMPLE}${file}`];
}

function environmentOf({ platform, ports, folders, environment }: RunSettings): Readonly<Record<string, string>> {
  const urls = platform.services.map(({ name, port }) => [urlVariable(name), loopbackUrl(port)]);
  return {
    ...environment,
    HOST: "127.0.0.1",
    DATABASE_URL: environment.DATABASE_URL || `postgres://postgres@127.0.0.1:${ports.database.main}/postgres`,
    OTEL_EXPORTER_OTLP_ENDPOINT: loopbackUrl(ports.receiver),
    LOKI_URL: loopbackUrl(ports.receiver),
    NODE_COMPILE_CACHE: folders.compileCache,
    ...Object.fromEntries(urls),
  };
}
