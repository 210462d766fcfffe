import { type Attributes, context, propagation, SpanStatusCode, trace } from "@opentelemetry/api";
import { type BeginExchange, type OutgoingRequest, watchHttpClients } from "@platform/metrics/watch";
import { isSuppressed } from "../context/suppression.ts";
import { endClientSpan, startClientSpan } from "./client-span.ts";

const METHOD = /^[A-Z]{1,20}$/;

/**
 * Every outgoing HTTP request of this process is a span, and carries the trace on: those of `fetch`, undici, `node:http` and `node:https`. Nothing is
 * patched, so that it does not matter what was loaded first.
 *
 * @see https://opentelemetry.io/docs/specs/semconv/http/http-spans/#http-client
 */
export function traceHttpClients(): { stop(): void } {
  const begin: BeginExchange = (request) => {
    const active = context.active();
    if (isSuppressed(active)) {
      return undefined;
    }
    const method = METHOD.test(request.method) ? request.method : "HTTP";
    const span = startClientSpan({ name: method, attributes: attributesOf(request), parent: active });
    propagation.inject(trace.setSpan(active, span), request, { set: ({ setHeader }, name, value) => setHeader(name, value) });
    return {
      status: undefined,
      finish(error) {
        if (this.status !== undefined) {
          span.setAttribute("http.response.status_code", this.status);
          if (this.status >= 400 && error === undefined) {
            span.setAttribute("error.type", String(this.status));
            span.setStatus({ code: SpanStatusCode.ERROR });
          }
        }
        endClientSpan(span, error);
      },
    };
  };
  return watchHttpClients(begin);
}

/** Neither query nor fragment, which may hold secrets. A path that is an address of its own must not choose the host. */
function attributesOf({ method, origin, path }: OutgoingRequest): Attributes {
  const attributes: Attributes = { "http.request.method": METHOD.test(method) ? method : "_OTHER" };
  const url = URL.parse(`${origin}${path.startsWith("/") ? path : "/"}`);
  if (url !== null) {
    attributes["server.address"] = url.hostname;
    attributes["server.port"] = url.port === "" ? (url.protocol === "https:" ? 443 : 80) : Number(url.port);
    attributes["url.full"] = `${url.protocol}//${url.host}${url.pathname}`;
  }
  return attributes;
}
