import { type DescribedRequest, describeHost, pathOf } from "../server/request-attributes.ts";
import { ByteWriter } from "./byte-writer.ts";
import { SPAN_ATTRIBUTE } from "./prepared-attributes.ts";
import { writeAttribute } from "./write-attributes.ts";

/** Values of one header that are kept encoded; clients may send more of them, and longer ones. */
const MOST_KEPT = 200;
const LONGEST_KEPT = 512;

/**
 * Writes what a span tells of a request. Hosts and user agents come again and again: their attributes are encoded once.
 *
 * @param valueLength - UTF-16 units of a text, after which it is cut
 */
export type WriteRequest = (writer: ByteWriter, request: DescribedRequest, valueLength: number) => void;

export function createWriteRequest(): WriteRequest {
  const schemes = { http: encode("url.scheme", "http"), https: encode("url.scheme", "https") };
  const hosts = new Map<string, Uint8Array>();
  const agents = new Map<string, Uint8Array>();

  return (writer, request, valueLength) => {
    const path = pathOf(request);
    writeAttribute(writer, SPAN_ATTRIBUTE, "url.path", path.length > valueLength ? path.slice(0, valueLength) : path);
    writer.raw(request.isSecure ? schemes.https : schemes.http);
    const { host, agent } = request;
    if (host !== undefined) {
      writer.raw(kept(hosts, host, valueLength) ?? keep(hosts, host, valueLength, encodeHost));
    }
    if (agent !== undefined) {
      writer.raw(kept(agents, agent, valueLength) ?? keep(agents, agent, valueLength, encodeAgent));
    }
  };
}

function kept(known: ReadonlyMap<string, Uint8Array>, text: string, valueLength: number): Uint8Array | undefined {
  return text.length <= valueLength ? known.get(text) : undefined;
}

type EncodeText = (text: string, valueLength: number) => Uint8Array;

function keep(known: Map<string, Uint8Array>, text: string, valueLength: number, encodeText: EncodeText): Uint8Array {
  const bytes = encodeText(text, valueLength);
  if (text.length <= LONGEST_KEPT && text.length <= valueLength) {
    if (known.size >= MOST_KEPT) {
      known.clear();
    }
    known.set(text, bytes);
  }
  return bytes;
}

function encode(key: string, value: string | number): Uint8Array {
  const writer = new ByteWriter(64);
  writeAttribute(writer, SPAN_ATTRIBUTE, key, value);
  return writer.take();
}

function encodeAgent(agent: string, valueLength: number): Uint8Array {
  return encode("user_agent.original", agent.slice(0, valueLength));
}

function encodeHost(host: string, valueLength: number): Uint8Array {
  const parts: Uint8Array[] = [];
  describeHost(host, (key, value) => parts.push(encode(key, typeof value === "string" ? value.slice(0, valueLength) : value)));
  return Buffer.concat(parts);
}
