import type { Server } from "node:http";
import type { Socket } from "node:net";

/** The HTTP servers of a program, known from the connections of its requests. */
export interface Servers {
  note(socket: Socket | null): void;
  /** Takes no new connection, and no further request on a connection that is idle. */
  close(): void;
  closeIdle(): void;
  /** Resets what is left. */
  reset(): void;
}

export function createServers(): Servers {
  const known = new Set<Server>();
  let latest: unknown;
  return {
    note(socket) {
      const server = (socket as { readonly server?: unknown } | null)?.server;
      if (server !== latest) {
        latest = server;
        if (isHttpServer(server)) {
          known.add(server);
        }
      }
    },
    close() {
      for (const server of known) {
        if (server.listening) {
          server.close();
        }
      }
    },
    closeIdle() {
      for (const server of known) {
        server.closeIdleConnections();
      }
    },
    reset() {
      for (const server of known) {
        server.closeAllConnections();
      }
    },
  };
}

/** Servers of HTTP/2 and of other protocols have connections that only they know how to end. */
function isHttpServer(server: unknown): server is Server {
  const { close, closeIdleConnections, closeAllConnections } = (server ?? {}) as Partial<Server>;
  return [close, closeIdleConnections, closeAllConnections].every((method) => typeof method === "function");
}
