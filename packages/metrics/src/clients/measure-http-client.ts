import { register } from "prom-client";
import { createMetrics } from "../create-metrics.ts";
import { OTHER } from "../definition/label-domain.ts";
import type { Instrument, Stoppable } from "../instruments/instrument.ts";
import type { MetricRegistry } from "../registry/metric-registry.ts";
import { shareMeasurement } from "../registry/share-measurement.ts";
import { httpClientRequestDuration } from "../standard/http-client.ts";
import { HTTP_METHODS } from "../standard/http-server.ts";
import { errorTypeOf } from "./error-type-of.ts";
import { type Exchange, watchHttpClients } from "./watch-http-clients.ts";

export interface MeasureHttpClientOptions {
  /** Where the metric is exposed; prom-client's `register` when left out. */
  readonly registry?: MetricRegistry;
  /**
   * Name of the peer, for the label `server_address`; undefined for a request that is not to be measured. Default: the host name, without port.
   * Keep it bounded: beyond 50 names all others are `_other`.
   */
  readonly peerOf?: (url: URL) => string | undefined;
}

/**
 * Measures every outgoing HTTP request of this process in `http_client_request_duration_seconds`: those of `fetch` and undici, and those of
 * `node:http` and `node:https`, through the diagnostics channels that they publish to. Nothing is patched. A request is recorded once, when its
 * response was received to its end, when it failed, or when the caller gave it up (`error_type="aborted"`, or `timeout`); each hop of a redirect is
 * a request of its own. A response that is never read is recorded when it is thrown away; upgrades, such as those of WebSockets, are not recorded.
 *
 * A second call with the same registry shares the first one's measurement, and its `peerOf`.
 *
 * @throws DefinitionError `metric_conflict` if the registry has another metric of that name
 * @see https://opentelemetry.io/docs/specs/semconv/http/http-metrics/#http-client
 */
export function measureHttpClient({ registry = register, peerOf = ({ hostname }) => hostname }: MeasureHttpClientOptions = {}): Stoppable {
  return shareMeasurement(registry, registry, () => {
    const { duration } = createMetrics({ duration: httpClientRequestDuration }, { registry });
    return watchHttpClients(({ method, origin, path }) => {
      const peer = peerName(peerOf, origin, path);
      return peer === undefined ? undefined : createExchange(duration, method, peer);
    });
  });
}

/** A path that is an address of its own, or none at all, must not choose the host: it may come from a stranger. */
function peerName(peerOf: NonNullable<MeasureHttpClientOptions["peerOf"]>, origin: string, path: string): string | undefined {
  try {
    return peerOf(new URL(`${origin}${path.startsWith("/") ? path : "/"}`));
  } catch {
    return OTHER;
  }
}

function createExchange(duration: Instrument<typeof httpClientRequestDuration>, method: string, peer: string): Exchange {
  const start = performance.now();
  let finished = false;
  return {
    status: undefined,
    finish(error) {
      if (finished) {
        return;
      }
      finished = true;
      duration.observe(
        {
          http_request_method: HTTP_METHODS.find((known) => known === method) ?? "_OTHER",
          server_address: peer,
          http_response_status_code: this.status ?? "",
          error_type: errorOf(this.status, error),
        },
        (performance.now() - start) / 1000,
      );
    },
  };
}

/** A response that tells of an error is one, under its status. */
function errorOf(status: number | undefined, error: unknown): string {
  if (error !== undefined) {
    return errorTypeOf(error);
  }
  return status !== undefined && status >= 400 ? String(status) : "";
}
