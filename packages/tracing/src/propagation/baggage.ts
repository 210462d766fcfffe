import { type Baggage, type BaggageEntry, baggageEntryMetadataFromString, propagation } from "@opentelemetry/api";

/** Limits of the specification, for what is read and for what is sent: https://www.w3.org/TR/baggage/#limits */
const MOST_BYTES = 8192;
const MOST_ENTRIES = 64;
const LONGEST_ENTRY = 4096;

/** Characters that a token may have, beside letters and digits: https://www.rfc-editor.org/rfc/rfc9110#section-5.6.2 */
const TOKEN_MARKS = "!#$%&'*+-.^_`|~";

/** Reads a `baggage` header: entries up to the limits, without those that are not valid; undefined when none is left. */
export function parseBaggage(header: string): Baggage | undefined {
  if (header.length > MOST_BYTES) {
    return undefined;
  }
  const entries: Record<string, BaggageEntry> = Object.create(null);
  let count = 0;
  for (const part of header.split(",", MOST_ENTRIES)) {
    const parsed = part.length <= LONGEST_ENTRY ? parseEntry(part) : undefined;
    if (parsed !== undefined) {
      entries[parsed[0]] = parsed[1];
      count++;
    }
  }
  return count === 0 ? undefined : propagation.createBaggage(entries);
}

function parseEntry(part: string): readonly [string, BaggageEntry] | undefined {
  const semicolon = part.indexOf(";");
  const pair = semicolon < 0 ? part : part.slice(0, semicolon);
  const equals = pair.indexOf("=");
  const key = pair.slice(0, Math.max(equals, 0)).trim();
  const value = decode(pair.slice(equals + 1).trim());
  if (!isToken(key) || value === undefined) {
    return undefined;
  }
  const metadata = semicolon < 0 ? "" : part.slice(semicolon + 1).trim();
  return [key, metadata === "" ? { value } : { value, metadata: baggageEntryMetadataFromString(metadata) }];
}

/** The header for what goes out, without what is beyond the limits; empty when there is nothing to send. */
export function formatBaggage(baggage: Baggage): string {
  let header = "";
  let count = 0;
  for (const [key, { value, metadata }] of baggage.getAllEntries()) {
    const extra = metadata === undefined ? "" : metadata.toString();
    const entry = `${key}=${encode(value)}${extra === "" ? "" : `;${extra}`}`;
    const length = header.length + entry.length + (header === "" ? 0 : 1);
    if (isToken(key) && isVisible(extra) && entry.length <= LONGEST_ENTRY && length <= MOST_BYTES && count < MOST_ENTRIES) {
      header += header === "" ? entry : `,${entry}`;
      count++;
    }
  }
  return header;
}

function decode(text: string): string | undefined {
  if (!text.includes("%")) {
    return text;
  }
  try {
    return decodeURIComponent(text);
  } catch {
    // A percent sign that begins no byte, or bytes that are no UTF-8.
    return undefined;
  }
}

function encode(value: string): string {
  return encodeURIComponent(String(value).toWellFormed());
}

function isToken(key: string): boolean {
  for (let at = 0; at < key.length; at++) {
    const code = key.charCodeAt(at);
    const alphanumeric = (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122);
    if (!alphanumeric && !TOKEN_MARKS.includes(key.charAt(at))) {
      return false;
    }
  }
  return key.length > 0;
}

/** Nothing that would end the entry or the header. */
function isVisible(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code < 32 || code > 126 || code === 44) {
      return false;
    }
  }
  return true;
}
