import type { LogFn, Logger } from "pino";
import { LOGGED } from "./fields.ts";
import { textOf } from "./serialize-error.ts";

const MAX_FIELDS = 200;

/**
 * Calls a method of the logger so that nothing which is logged can throw into the caller. What pino cannot read is copied property by property, and
 * what cannot be copied is said to be so.
 */
export function safeCall(this: Logger, args: Parameters<LogFn>, method: LogFn): void {
  try {
    method.apply(this, args);
  } catch (fault) {
    try {
      method.apply(this, args.map(readable) as Parameters<LogFn>);
    } catch {
      method.apply(this, [{ log_failure: textOf(fault) }, "A line could not be written."]);
    }
  }
}

/** Context of a child logger that can be read whatever it is. */
export function safeBindings(bindings: unknown): Record<string, unknown> {
  const copy = readable(bindings);
  if (typeof copy !== "object" || copy === null) {
    return { context: copy };
  }
  // pino calls this method of the context.
  return Object.fromEntries(Object.entries(copy).map(([key, value]) => [key === "hasOwnProperty" ? LOGGED + key : key, value]));
}

function readable(value: unknown): unknown {
  if ((typeof value !== "object" && typeof value !== "function") || value === null) {
    return typeof value === "symbol" || typeof value === "bigint" ? String(value) : value;
  }
  try {
    const fields: Record<string, unknown> = {};
    for (const key of Object.keys(value).slice(0, MAX_FIELDS)) {
      fields[key] = fieldOf(value, key);
    }
    return fields;
  } catch (fault) {
    return { log_failure: textOf(fault) };
  }
}

/** A field as data that certainly can be written. */
function fieldOf(holder: object, key: string): unknown {
  try {
    const value: unknown = Reflect.get(holder, key);
    const text = JSON.stringify(value);
    return text === undefined ? undefined : JSON.parse(text);
  } catch (fault) {
    return `[unreadable: ${textOf(fault)}]`;
  }
}
