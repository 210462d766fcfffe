import type { SpanContext } from "@opentelemetry/api";
import { isId } from "./traceparent.ts";

/** Two ids, a parent and flags, with colons that may be percent encoded. */
const LONGEST = 128;

/** `debug` asks for a trace no matter what: https://www.jaegertracing.io/docs/1.76/client-libraries/#value */
const SAMPLED_OR_DEBUG = 0x03;

/** Reads `uber-trace-id`: `{trace}:{span}:{parent}:{flags}` in hex, whose ids may lack leading zeros; undefined for anything else. */
export function parseJaeger(header: string): SpanContext | undefined {
  if (header.length > LONGEST) {
    return undefined;
  }
  const [trace = "", span = "", parent = "", flags = "", ...rest] = header.trim().replaceAll("%3A", ":").replaceAll("%3a", ":").split(":");
  const traceId = trace.toLowerCase().padStart(32, "0");
  const spanId = span.toLowerCase().padStart(16, "0");
  if (rest.length > 0 || parent.length > 16 || flags.length > 2 || traceId.length !== 32 || spanId.length !== 16) {
    return undefined;
  }
  if (!isId(traceId, 0, 32) || !isId(spanId, 0, 16) || !isId(`1${flags.toLowerCase()}`, 0, flags.length + 1) || flags === "") {
    return undefined;
  }
  const sampled = (Number.parseInt(flags, 16) & SAMPLED_OR_DEBUG) !== 0;
  return { traceId, spanId, traceFlags: sampled ? 1 : 0, isRemote: true };
}

export function formatJaeger({ traceId, spanId, traceFlags }: SpanContext): string {
  return `${traceId}:${spanId}:0:${traceFlags & 1}`;
}
