import cluster from "node:cluster";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { clusterWorkers, type WorkerSource, workerThreads } from "@platform/metrics/processes";
import type { Made, Order } from "./work.ts";

const PROGRAM = fileURLToPath(new URL("worker.ts", import.meta.url));
const EXEC_ARGV = ["--conditions=@platform/source", "--no-warnings"];

export interface Member {
  readonly id: number;
  work(times: number): Promise<Made>;
  order(type: Exclude<Order["type"], "work">, options?: Pick<Order, "seconds" | "until">): Promise<void>;
  /** Ends it by force. */
  kill(): Promise<void>;
  /** Resolves when it has ended. */
  readonly ended: Promise<void>;
}

export interface HireOptions {
  /** Shares its metrics only when told so. */
  readonly late?: boolean;
  /** Whether it is waited for until it takes orders. */
  readonly wait?: boolean;
  /** Whose registries it uses. */
  readonly client?: "prom-client" | "@prometheus-io/client";
}

/** Real workers that do as they are told. */
export interface Crew {
  readonly source: WorkerSource;
  hire(options?: HireOptions): Promise<Member>;
  dismiss(): Promise<void>;
}

interface Parts {
  send(message: unknown): void;
  onMessage(listener: (message: { reply?: number; ready?: boolean; result?: unknown }) => void): void;
  onExit(listener: () => void): void;
  kill(): void;
}

export function crewOfCluster(): Crew {
  cluster.setupPrimary({ exec: PROGRAM, execArgv: EXEC_ARGV });
  return crew(clusterWorkers(), (options) => {
    const worker = cluster.fork({ WORKER_OPTIONS: JSON.stringify(options) });
    return {
      send: (message) => void worker.send(message as never, () => {}),
      onMessage: (listener) => worker.on("message", listener),
      onExit: (listener) => worker.once("exit", listener),
      kill: () => worker.process.kill("SIGKILL"),
    };
  });
}

export function crewOfThreads(): Crew {
  const threads = workerThreads();
  return crew(threads, (options) => {
    const worker = threads.add(new Worker(PROGRAM, { execArgv: EXEC_ARGV, workerData: options }));
    return {
      send: (message) => worker.postMessage(message),
      onMessage: (listener) => worker.on("message", listener),
      onExit: (listener) => worker.once("exit", listener),
      kill: () => void worker.terminate(),
    };
  });
}

function crew(source: WorkerSource, start: (options: object) => Parts): Crew {
  const members: Member[] = [];
  let orders = 0;
  return {
    source,
    async hire({ late = false, wait = true, client = "prom-client" } = {}) {
      const id = members.length + 1;
      const parts = start({ id, late, client });
      const waiting = new Map<number, (result: unknown) => void>();
      const ready = new Promise<void>((resolve) => {
        parts.onMessage((message) => {
          if (message.ready) {
            resolve();
          }
          if (message.reply !== undefined) {
            waiting.get(message.reply)?.(message.result);
          }
        });
      });
      const ended = new Promise<void>((resolve) => parts.onExit(resolve));
      const tell = (order: Order): Promise<unknown> => {
        const number = ++orders;
        const done = new Promise<unknown>((resolve) => waiting.set(number, resolve));
        parts.send({ ...order, number });
        return done;
      };
      const member: Member = {
        id,
        work: (times) => tell({ type: "work", times }) as Promise<Made>,
        order: async (type, options) => void (await tell({ type, ...options })),
        async kill() {
          parts.kill();
          await ended;
        },
        ended,
      };
      members.push(member);
      if (wait) {
        await ready;
      }
      return member;
    },
    async dismiss() {
      await Promise.all(members.map((member) => member.kill()));
    },
  };
}
