import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { StartFailure } from "./start-failure.ts";

/** An HTTP server on a port that can be closed and opened again. */
export interface Listener {
  readonly port: number;
  /** Resets every connection and refuses new ones. */
  close(): Promise<void>;
  /** Takes the same port again. */
  open(): Promise<void>;
  /** Refuses new connections, lets requests that have begun end, and resets those that take longer. */
  stop(graceSeconds: number): Promise<void>;
}

export interface ListenOptions {
  readonly host: string;
  /** 0 takes a free port. */
  readonly port: number;
}

/**
 * @throws StartFailure `port_taken`, `port_refused`
 */
export async function listen(handler: RequestListener, { host, port }: ListenOptions): Promise<Listener> {
  const server = createServer(handler);
  const bind = (wanted: number) =>
    new Promise<void>((resolve, reject) => {
      const failed = (error: NodeJS.ErrnoException) => reject(toFailure(error, wanted));
      server.once("error", failed);
      server.listen(wanted, host, () => {
        server.off("error", failed);
        resolve();
      });
    });
  const unbind = () => new Promise<void>((resolve) => (server.listening ? server.close(() => resolve()) : resolve()));
  await bind(port);
  const taken = (server.address() as AddressInfo).port;
  return {
    port: taken,
    async close() {
      const closed = unbind();
      server.closeAllConnections();
      await closed;
    },
    open: () => bind(taken),
    async stop(graceSeconds) {
      const timer = setTimeout(() => server.closeAllConnections(), graceSeconds * 1000);
      await unbind();
      clearTimeout(timer);
    },
  };
}

function toFailure(error: NodeJS.ErrnoException, port: number): StartFailure {
  return error.code === "EADDRINUSE"
    ? new StartFailure("port_taken", `Port ${port} is in use by another program (EADDRINUSE).`, { cause: error })
    : new StartFailure("port_refused", `Port ${port} cannot be used: ${error.message}.`, { cause: error });
}
