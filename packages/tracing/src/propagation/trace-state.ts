import type { TraceState } from "@opentelemetry/api";

const MOST_MEMBERS = 32;
const LONGEST_PART = 256;

/** Longest header that is read, and that is passed on. Node itself takes no more than 16 KiB of headers. */
const LONGEST_READ = 16_384;
const LONGEST_SENT = 4096;

/** Members that go first when the header is too long, as the specification wants it. */
const LONG_MEMBER = 128;

type Member = readonly [key: string, value: string];

/**
 * Reads a `tracestate`; undefined when it is empty, or when any part of it is not valid, for then none of it may be passed on.
 *
 * @see https://www.w3.org/TR/trace-context-2/#tracestate-header
 */
export function parseTraceState(header: string): TraceState | undefined {
  if (header.length > LONGEST_READ) {
    return undefined;
  }
  const members = new Map<string, string>();
  for (const part of header.split(",", MOST_MEMBERS * 2)) {
    const member = part.trim();
    if (member === "") {
      continue;
    }
    const equals = member.indexOf("=");
    const key = member.slice(0, Math.max(equals, 0));
    const value = member.slice(equals + 1);
    if (!isKey(key) || !isValue(value)) {
      return undefined;
    }
    if (!members.has(key)) {
      members.set(key, value);
    }
  }
  return members.size === 0 || members.size > MOST_MEMBERS ? undefined : createTraceState([...members]);
}

function createTraceState(members: readonly Member[]): TraceState {
  return {
    get: (key) => members.find(([each]) => each === key)?.[1],
    set(key, value) {
      const others = members.filter(([each]) => each !== key);
      return isKey(key) && isValue(value) ? createTraceState([[key, value] as const, ...others].slice(0, MOST_MEMBERS)) : this;
    },
    unset: (key) => createTraceState(members.filter(([each]) => each !== key)),
    serialize: () => serialize(members),
  };
}

function serialize(members: readonly Member[]): string {
  const texts = members.map(([key, value]) => `${key}=${value}`);
  let length = texts.reduce((sum, text) => sum + text.length + 1, -1);
  for (const longest of [LONG_MEMBER, 0]) {
    for (let at = texts.length - 1; at >= 0 && length > LONGEST_SENT; at--) {
      const text = texts[at] ?? "";
      if (text.length > longest) {
        length -= text.length + 1;
        texts.splice(at, 1);
      }
    }
  }
  return texts.join(",");
}

function isKey(key: string): boolean {
  if (key.length === 0 || key.length > LONGEST_PART) {
    return false;
  }
  for (let at = 0; at < key.length; at++) {
    const code = key.charCodeAt(at);
    const isStart = (code >= 97 && code <= 122) || (code >= 48 && code <= 57);
    // _ - * / @
    if (!isStart && (at === 0 || !(code === 95 || code === 45 || code === 42 || code === 47 || code === 64))) {
      return false;
    }
  }
  return true;
}

function isValue(value: string): boolean {
  if (value.length === 0 || value.length > LONGEST_PART || value.endsWith(" ")) {
    return false;
  }
  for (let at = 0; at < value.length; at++) {
    const code = value.charCodeAt(at);
    // Neither control characters, nor a comma, nor an equals sign.
    if (code < 32 || code > 126 || code === 44 || code === 61) {
      return false;
    }
  }
  return true;
}
