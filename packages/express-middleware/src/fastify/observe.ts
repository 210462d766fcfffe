import type { IncomingMessage, ServerResponse } from "node:http";
import type { Stoppable } from "@platform/metrics";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { createObservation, goOn } from "../observation.ts";
import type { ObserveOptions } from "../observe-options.ts";
import { findRecord, noteError } from "../request/request-record.ts";
import { routeLabel } from "../request/route-label.ts";
import type { Shutdown } from "../service/shutdown.ts";

/** A plugin for `app.register` of Fastify, whose hooks hold for the whole app. */
export interface ObserveFastify extends Stoppable {
  (app: FastifyInstance, options: object, done: () => void): void;
  readonly shutdown: Shutdown;
}

/**
 * Observes every request of an app, and answers scrapes and probes. Register it first: hooks of plugins that come before it run outside of the
 * request's span.
 *
 * @throws DefinitionError for a wrong option, or `metric_conflict` if the registry has another metric of a name that is recorded here
 */
export function observe(options: ObserveOptions): ObserveFastify {
  const { endpointOf, begin, shutdown, stop } = createObservation(options, (_request, status, { match }) => routeLabel(match, status));

  const plugin = (app: FastifyInstance, _options: object, done: () => void): void => {
    // Ahead of Fastify, which answers a URL that it cannot decode without asking any hook.
    app.server.prependListener("request", (request: IncomingMessage, response: ServerResponse) => {
      if (endpointOf(request) === undefined) {
        begin(request, response);
      }
    });
    app.addHook("onRequest", (request, reply, next) => {
      const { raw } = request;
      const endpoint = endpointOf(raw);
      if (endpoint !== undefined) {
        reply.hijack();
        endpoint(raw, reply.raw);
        return;
      }
      begin(raw, reply.raw);
      const record = findRecord(raw);
      if (record !== undefined) {
        record.match = templateOf(request);
      }
      goOn(record, next);
    });
    app.addHook("onError", (request, _reply, error, next) => {
      noteError(request.raw, error);
      next();
    });
    app.addHook("onClose", async () => stop());
    done();
  };
  return Object.assign(plugin, { shutdown, stop, [Symbol.for("skip-override")]: true, [Symbol.for("fastify.display-name")]: "observe" });
}

function templateOf({ is404, routeOptions }: FastifyRequest): string | undefined {
  return is404 ? undefined : routeOptions.url;
}
