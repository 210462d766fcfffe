import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { urlVariable } from "../src/process/service-settings.ts";
import { services } from "../src/services.ts";

const SOURCES = fileURLToPath(new URL("../src", import.meta.url));

export interface RunningProcess {
  readonly child: ChildProcess;
  /** The line that it wrote when it was ready. */
  readonly ready: Readonly<Record<string, string | number>>;
  /** @returns seconds until the process was gone */
  stop(): Promise<number>;
}

export interface EndedProcess {
  readonly code: number | null;
  readonly errors: string;
}

type Environment = Readonly<Record<string, string>>;

/** Starts a process of the platform on free ports and waits until it is ready, or until it has ended instead. */
export async function startProcess(name: string, environment: Environment = {}): Promise<RunningProcess | EndedProcess> {
  const child = spawn(process.execPath, ["--conditions=@platform/source", `${SOURCES}/${name}/main.ts`], {
    env: { PATH: process.env.PATH, PORT: "0", ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const end = () => void child.kill("SIGKILL");
  process.once("exit", end);
  child.once("exit", () => process.off("exit", end));
  let errors = "";
  child.stderr.setEncoding("utf8").on("data", (text) => {
    errors += text;
  });
  const ended = once(child, "close").then(([code]) => ({ code: code as number | null, errors }));
  const line = once(createInterface({ input: child.stdout }), "line").then(([text]) => JSON.parse(text as string) as RunningProcess["ready"]);
  const first = await Promise.race([line, ended]);
  if ("code" in first) {
    return first as EndedProcess;
  }
  return {
    child,
    ready: first as RunningProcess["ready"],
    async stop() {
      const start = performance.now();
      child.kill("SIGTERM");
      await ended;
      return (performance.now() - start) / 1000;
    },
  };
}

/** All six services, each started once those that it calls are ready. */
export interface RunningServices {
  url(service: string): string;
  adminUrl(service: string): string;
  readonly processes: Readonly<Record<string, RunningProcess>>;
  stop(): Promise<void>;
}

export async function startServices(environment: Environment): Promise<RunningServices> {
  const starting = new Map<string, Promise<RunningProcess>>();
  const start = (name: string): Promise<RunningProcess> => {
    const known = starting.get(name);
    if (known !== undefined) {
      return known;
    }
    const { calls } = services.find((service) => service.name === name) as (typeof services)[number];
    const running = Promise.all(calls.map(async (callee) => [urlVariable(callee), `http://127.0.0.1:${(await start(callee)).ready.port}`] as const))
      .then((urls) => startProcess(name, { ...environment, ...Object.fromEntries(urls) }))
      .then((process) => {
        if ("code" in process) {
          throw new Error(`${name} ended with ${process.code}: ${process.errors}`);
        }
        return process;
      });
    starting.set(name, running);
    return running;
  };
  const processes = Object.fromEntries(await Promise.all(services.map(async ({ name }) => [name, await start(name)] as const)));
  return {
    url: (service) => `http://127.0.0.1:${processes[service]?.ready.port}`,
    adminUrl: (service) => `http://127.0.0.1:${processes[service]?.ready.adminPort}/__fault`,
    processes,
    async stop() {
      await Promise.all(Object.values(processes).map((process) => process.stop()));
    },
  };
}
