import type { Stoppable } from "../instruments/instrument.ts";
import { listenToChannels } from "./listen-to-channels.ts";
import type { BeginExchange, Exchange } from "./watch-http-clients.ts";

interface UndiciRequest {
  readonly origin: string | URL;
  readonly path: string;
  readonly method: string;
  /** Names and values in turns. */
  readonly headers: unknown;
  addHeader(name: string, value: string): unknown;
}

/**
 * Requests of `fetch` and of the package undici, which publish to the same channels.
 *
 * @see https://undici.nodejs.org/#/docs/api/DiagnosticsChannel
 */
export function listenToUndici(begin: BeginExchange): Stoppable {
  const exchanges = new WeakMap<UndiciRequest, Exchange>();
  return listenToChannels({
    "undici:request:create"({ request }: { readonly request: UndiciRequest }) {
      const exchange = begin({
        method: request.method,
        origin: String(request.origin).replace(/\/$/, ""),
        path: request.path,
        setHeader: (name, value) => setHeader(request, name, value),
      });
      if (exchange !== undefined) {
        exchanges.set(request, exchange);
      }
    },
    "undici:request:headers"({ request, response }: { readonly request: UndiciRequest; readonly response: { readonly statusCode: number } }) {
      const exchange = exchanges.get(request);
      if (exchange !== undefined) {
        exchange.status = response.statusCode;
      }
    },
    "undici:request:trailers"({ request }: { readonly request: UndiciRequest }) {
      exchanges.get(request)?.finish();
    },
    "undici:request:error"({ request, error }: { readonly request: UndiciRequest; readonly error: unknown }) {
      exchanges.get(request)?.finish(error instanceof Error ? error : ABORTED);
    },
  });
}

function setHeader(request: UndiciRequest, name: string, value: string): void {
  const { headers } = request;
  const names = Array.isArray(headers) ? headers.filter((_, at) => at % 2 === 0) : [];
  if (!names.some((each) => String(each).toLowerCase() === name)) {
    request.addHeader(name, value);
  }
}

/** The reason of an abort is whatever the caller gave: it need not be an error. */
const ABORTED = { name: "AbortError" };
