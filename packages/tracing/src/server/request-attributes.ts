import type { IncomingMessage } from "node:http";
import type { Attributes } from "@opentelemetry/api";

/** Attributes that {@link describeRequest} tells at most. */
export const REQUEST_ATTRIBUTES = 5;

/** What is known of a request when it comes: its URL and headers may be rewritten while it is routed, and not all of them are kept until it is sent. */
export interface DescribedRequest {
  readonly url: string;
  readonly host: string | undefined;
  readonly agent: string | undefined;
  /** It came over TLS. */
  readonly isSecure: boolean;
}

export type TellAttribute = (key: string, value: string | number) => void;

/**
 * What a span tells of a request beside its outcome. Neither the query nor the client's address: both may be about a person.
 *
 * @see https://opentelemetry.io/docs/specs/semconv/http/http-spans/#http-server
 */
export function describeRequest(request: DescribedRequest, tell: TellAttribute): void {
  tell("url.path", pathOf(request));
  tell("url.scheme", request.isSecure ? "https" : "http");
  const { host, agent } = request;
  if (host !== undefined) {
    describeHost(host, tell);
  }
  if (agent !== undefined) {
    tell("user_agent.original", agent);
  }
}

/** Of a `Host` header: it may end with the colon. https://www.rfc-editor.org/rfc/rfc3986#section-3.2.3 */
const PORT = /^\d{0,5}$/;

export function describeHost(host: string, tell: TellAttribute): void {
  const colon = host.lastIndexOf(":");
  const digits = host.slice(colon + 1);
  const hasPort = colon > host.lastIndexOf("]") && PORT.test(digits);
  tell("server.address", hasPort ? host.slice(0, colon) : host);
  if (hasPort && digits !== "") {
    tell("server.port", Number(digits));
  }
}

export function pathOf({ url }: DescribedRequest): string {
  const query = url.indexOf("?");
  return query < 0 ? url : url.slice(0, query);
}

export function describedRequest({ url = "/", headers, socket }: IncomingMessage): DescribedRequest {
  const { host, "user-agent": agent } = headers;
  return { url, host, agent, isSecure: (socket as { readonly encrypted?: boolean } | null)?.encrypted === true };
}

export function requestAttributes(request: IncomingMessage): Attributes {
  const attributes: Attributes = {};
  describeRequest(describedRequest(request), (key, value) => {
    attributes[key] = value;
  });
  return attributes;
}
