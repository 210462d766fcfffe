import { BroadcastChannel, type Worker } from "node:worker_threads";
import type { WorkerLink, WorkerListener, WorkerSource } from "./worker-link.ts";

/** What a thread posts as it ends comes by another port than the news of its end. */
const LAST_MESSAGE_MILLISECONDS = 100;

/** A channel of one thread and its parent. It leaves the port that the application uses alone. */
export function threadChannelName(threadId: number): string {
  return `@platform/metrics:${threadId}`;
}

export interface WorkerThreads extends WorkerSource {
  /** To be called when the thread is made. It takes part until it ends and must call `shareMetrics`. Gives the thread back. */
  add<W extends Worker>(worker: W): W;
}

/** Threads of `node:worker_threads`. Only those that are added take part: libraries have threads of their own. */
export function workerThreads(): WorkerThreads {
  const threads = new Set<Worker>();
  const listeners = new Set<(worker: Worker) => void>();
  return {
    add(worker) {
      if (worker.threadId !== -1 && !threads.has(worker)) {
        threads.add(worker);
        worker.once("exit", () => threads.delete(worker));
        for (const listener of listeners) {
          listener(worker);
        }
      }
      return worker;
    },
    connect(join) {
      const cleanups = new Set<() => void>();
      const listener = (worker: Worker): void => {
        const cleanup = listen(worker, join, () => cleanups.delete(cleanup));
        cleanups.add(cleanup);
      };
      listeners.add(listener);
      threads.forEach(listener);
      return {
        stop() {
          listeners.delete(listener);
          for (const cleanup of cleanups) {
            cleanup();
          }
          cleanups.clear();
        },
      };
    },
  };
}

function listen(worker: Worker, join: (link: WorkerLink) => WorkerListener, ended: () => void): () => void {
  const channel = new BroadcastChannel(threadChannelName(worker.threadId));
  channel.unref();
  const listener = join({ name: `thread ${worker.threadId}`, ask: (message) => channel.postMessage(message) });
  let timer: NodeJS.Timeout | undefined;
  const exit = (): void => {
    timer = setTimeout(() => {
      stop();
      ended();
      listener.end();
    }, LAST_MESSAGE_MILLISECONDS).unref();
  };
  const stop = (): void => {
    clearTimeout(timer);
    worker.off("exit", exit);
    channel.close();
  };
  channel.onmessage = (event) => listener.message((event as MessageEvent).data);
  worker.once("exit", exit);
  return stop;
}
