import type { IncomingMessage, ServerResponse } from "node:http";
import type { Stoppable } from "@platform/metrics";
import { createObservation, goOn } from "../observation.ts";
import type { ObserveOptions } from "../observe-options.ts";
import { noteError } from "../request/request-record.ts";
import { routeLabel } from "../request/route-label.ts";
import type { Shutdown } from "../service/shutdown.ts";

export type NodeHandler = (request: IncomingMessage, response: ServerResponse) => unknown;

export interface ObserveNodeOptions extends ObserveOptions {
  /**
   * Template of the route that a request takes, such as `/orders/:id`, asked for when the request comes; never its real path. Where it gives undefined
   * or throws, and when it is left out, the label is `unmatched` for a status of 404 and `/*` for any other.
   */
  readonly route?: (request: IncomingMessage) => string | undefined;
}

/** Makes an observed handler of a handler: for `createServer`, and for its event `upgrade`. */
export interface ObserveNode extends Stoppable {
  (handler: NodeHandler): (request: IncomingMessage, response: ServerResponse) => unknown;
  readonly shutdown: Shutdown;
}

/**
 * Observes the requests of a handler for `node:http`, and answers scrapes and probes in front of it. What the handler throws or rejects with goes
 * on to where it went before.
 *
 * @throws DefinitionError for a wrong option, or `metric_conflict` if the registry has another metric of a name that is recorded here
 */
export function observe({ route, ...options }: ObserveNodeOptions): ObserveNode {
  const { endpointOf, begin, shutdown, stop } = createObservation(options, (_request, status, { match }) => routeLabel(match, status));

  const observeHandler = (handler: NodeHandler) => (request: IncomingMessage, response: ServerResponse) => {
    const endpoint = endpointOf(request);
    if (endpoint !== undefined) {
      return endpoint(request, response);
    }
    const record = begin(request, response);
    if (record === undefined) {
      return handler(request, response);
    }
    record.match = templateOf(request);
    try {
      return noteRejection(
        request,
        goOn(record, () => handler(request, response)),
      );
    } catch (error) {
      noteError(request, error);
      throw error;
    }
  };
  return Object.assign(observeHandler, { shutdown, stop });

  function templateOf(request: IncomingMessage): string | undefined {
    try {
      return route?.(request);
    } catch {
      // The request goes on; its label tells that its route is not known.
      return undefined;
    }
  }
}

function noteRejection(request: IncomingMessage, result: unknown): unknown {
  if (!(result instanceof Promise)) {
    return result;
  }
  return result.catch((error: unknown) => {
    noteError(request, error);
    throw error;
  });
}
