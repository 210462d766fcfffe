import type { Stoppable } from "../instruments/instrument.ts";
import { listenToNodeHttp } from "./node-http.ts";
import { listenToUndici } from "./undici.ts";

/** A request that is about to be sent. */
export interface OutgoingRequest {
  readonly method: string;
  /** Scheme, host and port: `https://example.com:8443`. */
  readonly origin: string;
  readonly path: string;
  /** Adds a header, where it is not too late for that and the caller has not set it. */
  readonly setHeader: (name: string, value: string) => void;
}

/** How a request went, as far as it is known. */
export interface Exchange {
  /** Undefined until the head of a response arrived. */
  status: number | undefined;
  /** The end of it; any further call does nothing. */
  finish(error?: unknown): void;
}

/** Begins an exchange; undefined for one that is not watched. */
export type BeginExchange = (request: OutgoingRequest) => Exchange | undefined;

/** Watches every outgoing request of this process through Node's diagnostics channels: `fetch`, undici, `node:http` and `node:https`. */
export function watchHttpClients(begin: BeginExchange): Stoppable {
  const listeners = [listenToUndici(begin), listenToNodeHttp(begin)];
  return {
    stop() {
      for (const listener of listeners) {
        listener.stop();
      }
    },
  };
}
