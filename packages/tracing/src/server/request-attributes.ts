import type { IncomingMessage } from "node:http";
import type { Attributes } from "@opentelemetry/api";

/** Attributes that {@link describeRequest} tells at most. */
export const REQUEST_ATTRIBUTES = 5;

/**
 * What a span tells of a request beside its outcome. Neither the query nor the client's address: both may be about a person.
 *
 * @see https://opentelemetry.io/docs/specs/semconv/http/http-spans/#http-server
 */
export function describeRequest({ url = "/", headers, socket }: IncomingMessage, tell: (key: string, value: string | number) => void): void {
  const query = url.indexOf("?");
  tell("url.path", query < 0 ? url : url.slice(0, query));
  tell("url.scheme", (socket as { readonly encrypted?: boolean } | null)?.encrypted === true ? "https" : "http");
  const { host, "user-agent": agent } = headers;
  if (host !== undefined) {
    const colon = host.lastIndexOf(":");
    const port = colon > host.lastIndexOf("]") ? Number(host.slice(colon + 1)) : Number.NaN;
    const hasPort = Number.isInteger(port);
    tell("server.address", hasPort ? host.slice(0, colon) : host);
    if (hasPort) {
      tell("server.port", port);
    }
  }
  if (agent !== undefined) {
    tell("user_agent.original", agent);
  }
}

export function requestAttributes(request: IncomingMessage): Attributes {
  const attributes: Attributes = {};
  describeRequest(request, (key, value) => {
    attributes[key] = value;
  });
  return attributes;
}
