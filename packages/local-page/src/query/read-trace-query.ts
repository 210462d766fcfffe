import { readDuration } from "../dashboard/time-range.ts";
import { PageError } from "../server/page-error.ts";
import type { TraceQuery } from "./find-traces.ts";

/**
 * The parameters of Jaeger's search: `service`, `operation`, `tags` as JSON, `minDuration=100ms`, `start` and `end` in microseconds, `limit`.
 *
 * @throws PageError `query_invalid`
 */
export function readTraceQuery(parameters: URLSearchParams): TraceQuery {
  const text = (name: string) => parameters.get(name) || undefined;
  const micros = (name: string) => (text(name) === undefined ? undefined : Number(text(name)) / 1000);
  return {
    service: text("service"),
    operation: text("operation"),
    failed: text("status") === "error" ? true : undefined,
    tags: tagsOf(text("tags")),
    minMs: durationOf("minDuration", text("minDuration")),
    maxMs: durationOf("maxDuration", text("maxDuration")),
    startMs: micros("start"),
    endMs: micros("end"),
    limit: Number(text("limit")) || 50,
  };
}

function tagsOf(text: string | undefined): Readonly<Record<string, string>> | undefined {
  if (text === undefined) {
    return undefined;
  }
  try {
    return Object.fromEntries(Object.entries(JSON.parse(text) as object).map(([name, value]) => [name, String(value)]));
  } catch (cause) {
    throw new PageError(400, "query_invalid", `tags ${JSON.stringify(text)} are no JSON object.`, { cause });
  }
}

function durationOf(name: string, text: string | undefined): number | undefined {
  const seconds = text === undefined ? undefined : readDuration(text);
  if (text !== undefined && seconds === undefined) {
    throw new PageError(400, "query_invalid", `${name} ${JSON.stringify(text)} is no duration such as 100ms.`);
  }
  return seconds === undefined ? undefined : seconds * 1000;
}
