import type { ClientRequest, IncomingMessage } from "node:http";
import type { Stoppable } from "../instruments/instrument.ts";
import { listenToChannels } from "./listen-to-channels.ts";
import type { BeginExchange, Exchange } from "./watch-http-clients.ts";

/**
 * Requests of `node:http` and `node:https`.
 *
 * @see https://nodejs.org/api/diagnostics_channel.html#http
 */
export function listenToNodeHttp(begin: BeginExchange): Stoppable {
  const exchanges = new WeakMap<ClientRequest, Exchange>();
  const timedOut = new WeakSet<ClientRequest>();
  const beginOnce = ({ request }: { readonly request: ClientRequest }) => {
    if (exchanges.has(request)) {
      return;
    }
    const { method, path } = request;
    const exchange = begin({ method, origin: originOf(request), path, setHeader: (name, value) => setHeader(request, name, value) });
    if (exchange !== undefined) {
      exchanges.set(request, exchange);
      request.once("timeout", () => timedOut.add(request));
    }
  };
  /** Whoever destroys a request gets the error of a lost connection, so that it has to be told apart by who did it. */
  const givenUp = (request: ClientRequest) => ({ name: timedOut.has(request) ? "TimeoutError" : "AbortError" });
  return listenToChannels({
    "http.client.request.created": beginOnce,
    // Node 22 before 22.12 has no other.
    "http.client.request.start": beginOnce,
    "http.client.request.error"({ request, error }: { readonly request: ClientRequest; readonly error: NodeJS.ErrnoException }) {
      const byCaller = request.destroyed && error.code === "ECONNRESET" && error.syscall === undefined;
      exchanges.get(request)?.finish(byCaller ? givenUp(request) : error);
    },
    "http.client.response.finish"({ request, response }: { readonly request: ClientRequest; readonly response: IncomingMessage }) {
      const exchange = exchanges.get(request);
      if (exchange === undefined) {
        return;
      }
      const { socket } = response;
      exchange.status = response.statusCode;
      response.once("close", () => {
        const lost = socket.readableEnded || socket.errored != null;
        exchange.finish(response.complete ? undefined : lost ? { code: "ECONNRESET" } : givenUp(request));
      });
    },
  });
}

/** Headers that were given as a list are written at once, and stay as they are. */
function setHeader(request: ClientRequest, name: string, value: string): void {
  if (!request.headersSent && !request.hasHeader(name)) {
    request.setHeader(name, value);
  }
}

/** Of the host that is connected to: the header of that name may be a stranger's, passed on. */
function originOf(request: ClientRequest): string {
  const host = request.host.includes(":") ? `[${request.host}]` : request.host;
  const header = request.getHeader("host");
  return `${request.protocol}//${typeof header === "string" && header.startsWith(`${host}:`) ? header : host}`;
}
