import cluster from "node:cluster";
import { BroadcastChannel, isMainThread, threadId } from "node:worker_threads";
import { register } from "prom-client";
import type { MetricRegistry } from "../registry/metric-registry.ts";
import { answer, failure, farewell, HELLO, isAsk, type WorkerMessage } from "./message.ts";
import { createSnapshotReader } from "./snapshot.ts";
import { threadChannelName } from "./worker-threads.ts";

export interface ShareMetricsOptions {
  /** Whose metrics are shared; prom-client's `register` alone when left out. */
  readonly registries?: readonly MetricRegistry[];
}

export interface SharedMetrics {
  /** Sends the last values and stops sharing: the last step of an orderly end. Resolves when they are on their way; never rejects. */
  stop(): Promise<void>;
}

/** The way from a worker to who aggregates its metrics. */
interface Channel {
  /** Calls `sent` when the message is on its way, or cannot be. Never throws. */
  send(message: WorkerMessage, sent?: () => void): void;
  close(): void;
}

/**
 * Lets the handler in the primary process or main thread read the metrics of this worker. To be called once, early, in each worker of
 * `node:cluster` and each thread; anywhere else it does nothing, so that a program may run with workers or without.
 *
 * A worker that ends by itself, `process.exit` included, sends its last values of this package's metrics; the values of prom-client's
 * own need {@link SharedMetrics.stop}. Nothing can be sent by a worker that is killed: what it counted since its last scrape is lost.
 *
 * @throws DefinitionError `metric_conflict` if a registry has other metrics under the names of this package's own
 */
export function shareMetrics({ registries = [register] }: ShareMetricsOptions = {}): SharedMetrics {
  const reader = createSnapshotReader(registries);
  let reading = false;
  let stopped = false;

  const channel = openChannel(async (message) => {
    if (!isAsk(message) || reading) {
      return;
    }
    reading = true;
    try {
      const snapshot = await reader.read();
      if (!stopped) {
        channel.send(answer(snapshot));
      }
    } catch (error) {
      channel.send(failure(error));
    } finally {
      reading = false;
    }
  });

  const sayFarewell = (): void => {
    try {
      channel.send(farewell(reader.readNow()));
    } catch (error) {
      channel.send(failure(error));
    }
  };
  process.once("exit", sayFarewell);
  channel.send(HELLO);

  return {
    async stop() {
      if (stopped) {
        return;
      }
      stopped = true;
      process.off("exit", sayFarewell);
      const last = await reader.read().then(farewell, failure);
      await new Promise<void>((resolve) => channel.send(last, resolve));
      channel.close();
    },
  };
}

function openChannel(receive: (message: unknown) => void): Channel {
  if (!isMainThread) {
    return threadChannel(receive);
  }
  return cluster.isWorker && process.send !== undefined ? clusterChannel(receive) : { send: (_, sent) => sent?.(), close() {} };
}

function threadChannel(receive: (message: unknown) => void): Channel {
  const channel = new BroadcastChannel(threadChannelName(threadId));
  channel.onmessage = (event) => receive((event as MessageEvent).data);
  channel.unref();
  return {
    send(message, sent) {
      channel.postMessage(message);
      sent?.();
    },
    close: () => channel.close(),
  };
}

function clusterChannel(receive: (message: unknown) => void): Channel {
  process.on("message", receive);
  return {
    send(message, sent = () => {}) {
      if (process.connected) {
        process.send?.(message, undefined, undefined, () => sent());
      } else {
        sent();
      }
    },
    close: () => process.off("message", receive),
  };
}
