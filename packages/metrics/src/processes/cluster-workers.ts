import cluster, { type Worker } from "node:cluster";
import type { WorkerLink, WorkerListener, WorkerSource } from "./worker-link.ts";

/** A dead worker's channel closes when its last message is read, which may be after its exit. It stays open if a child of the worker holds it. */
const CLOSE_MILLISECONDS = 1000;

export interface ClusterWorkersOptions {
  /** Whether a worker takes part; every one does when left out. One that takes part must call `shareMetrics`. */
  readonly include?: (worker: Worker) => boolean;
}

/** The workers that this process forks with `node:cluster`, those that are there and those to come. */
export function clusterWorkers({ include = () => true }: ClusterWorkersOptions = {}): WorkerSource {
  return {
    connect(join) {
      const cleanups = new Map<Worker, () => void>();
      const add = (worker: Worker): void => {
        if (!worker.isDead() && include(worker)) {
          cleanups.set(
            worker,
            listen(worker, join(linkTo(worker)), () => cleanups.delete(worker)),
          );
        }
      };
      for (const worker of Object.values(cluster.workers ?? {})) {
        if (worker !== undefined) {
          add(worker);
        }
      }
      cluster.on("fork", add);
      return {
        stop() {
          cluster.off("fork", add);
          for (const cleanup of cleanups.values()) {
            cleanup();
          }
          cleanups.clear();
        },
      };
    },
  };
}

function linkTo(worker: Worker): WorkerLink {
  return {
    name: `worker ${worker.id} (pid ${worker.process.pid ?? "none"})`,
    ask(message) {
      if (worker.isConnected()) {
        // Without a callback, a channel that has just closed raises an event that ends the process.
        worker.process.send(message, () => {});
      }
    },
  };
}

function listen(worker: Worker, listener: WorkerListener, ended: () => void): () => void {
  let timer: NodeJS.Timeout | undefined;
  const message = (each: unknown): void => listener.message(each);
  const end = (): void => {
    stop();
    ended();
    listener.end();
  };
  const exit = (): void => {
    timer = setTimeout(end, CLOSE_MILLISECONDS).unref();
  };
  const stop = (): void => {
    clearTimeout(timer);
    worker.off("message", message);
    worker.off("disconnect", end);
    worker.off("exit", exit);
  };
  worker.on("message", message);
  worker.on("disconnect", end);
  worker.on("exit", exit);
  return stop;
}
