import type { IncomingMessage } from "node:http";
import type { Attributes } from "@opentelemetry/api";

/**
 * What a span tells of a request beside its outcome. Neither the query nor the client's address: both may be about a person.
 *
 * @see https://opentelemetry.io/docs/specs/semconv/http/http-spans/#http-server
 */
export function requestAttributes({ url = "/", headers, socket }: IncomingMessage): Attributes {
  const query = url.indexOf("?");
  const attributes: Attributes = {
    "url.path": query < 0 ? url : url.slice(0, query),
    "url.scheme": (socket as { readonly encrypted?: boolean } | null)?.encrypted === true ? "https" : "http",
  };
  const { host, "user-agent": agent } = headers;
  if (host !== undefined) {
    const colon = host.lastIndexOf(":");
    const port = colon > host.lastIndexOf("]") ? Number(host.slice(colon + 1)) : Number.NaN;
    attributes["server.address"] = Number.isInteger(port) ? host.slice(0, colon) : host;
    if (Number.isInteger(port)) {
      attributes["server.port"] = port;
    }
  }
  if (agent !== undefined) {
    attributes["user_agent.original"] = agent;
  }
  return attributes;
}
