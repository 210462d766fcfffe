import type { SpanContext } from "@opentelemetry/api";

/** Length of version 00: `00-`, 32 digits, `-`, 16 digits, `-`, 2 digits. */
const LENGTH = 55;

/** What is read of a later version at most; a header beyond it is no traceparent. */
const LONGEST = 512;

/** Bits of the flags that are known: sampled, and random trace id. */
const KNOWN_FLAGS = 0x03;

/**
 * Reads a `traceparent`; undefined for one that is not valid, or that several headers were joined to.
 *
 * @see https://www.w3.org/TR/trace-context-2/#traceparent-header
 */
export function parseTraceparent(header: string): SpanContext | undefined {
  const text = header.length === LENGTH ? header : header.length > LONGEST ? "" : header.trim();
  if (text.length < LENGTH || text[2] !== "-" || text[35] !== "-" || text[52] !== "-") {
    return undefined;
  }
  const version = hexByte(text, 0);
  const flags = hexByte(text, 53);
  if (version < 0 || version === 0xff || flags < 0 || (text.length > LENGTH && (version === 0 || text[LENGTH] !== "-"))) {
    return undefined;
  }
  if (!isId(text, 3, 35) || !isId(text, 36, 52)) {
    return undefined;
  }
  return { traceId: text.slice(3, 35), spanId: text.slice(36, 52), traceFlags: flags & KNOWN_FLAGS, isRemote: true };
}

export function formatTraceparent({ traceId, spanId, traceFlags }: SpanContext): string {
  return `00-${traceId}-${spanId}-0${traceFlags & KNOWN_FLAGS}`;
}

/** Lower case hex digits, not all zero. */
export function isId(text: string, from: number, to: number): boolean {
  let zeros = true;
  for (let at = from; at < to; at++) {
    const code = text.charCodeAt(at);
    if (!((code >= 48 && code <= 57) || (code >= 97 && code <= 102))) {
      return false;
    }
    zeros &&= code === 48;
  }
  return !zeros;
}

/** -1 for anything but two lower case digits. */
function hexByte(text: string, at: number): number {
  const high = hexDigit(text.charCodeAt(at));
  const low = hexDigit(text.charCodeAt(at + 1));
  return high < 0 || low < 0 ? -1 : high * 16 + low;
}

function hexDigit(code: number): number {
  if (code >= 48 && code <= 57) {
    return code - 48;
  }
  return code >= 97 && code <= 102 ? code - 87 : -1;
}
