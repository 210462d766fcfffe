import type { LokiEntry } from "./loki-entry.ts";

/**
 * The body of a push.
 *
 * @see https://grafana.com/docs/loki/latest/reference/loki-http-api/#ingest-logs
 */
export function pushBody(entries: readonly LokiEntry[]): Buffer {
  const parts: Uint8Array[] = [];
  let before = '{"streams":[';
  for (const [stream, values] of Map.groupBy(entries, (entry) => entry.stream)) {
    parts.push(Buffer.from(`${before}{"stream":${stream},"values":[`));
    addRuns(parts, values);
    before = "]},";
  }
  parts.push(Buffer.from(before === "]}," ? "]}]}" : `${before}]}`));
  return Buffer.concat(parts);
}

/** Values that were made one after the other lie so, with their commas. */
function addRuns(parts: Uint8Array[], values: readonly LokiEntry[]): void {
  let run: { bytes: Buffer; start: number; end: number } | undefined;
  for (const { bytes, start, end } of values) {
    if (run !== undefined && run.bytes === bytes && run.end + 1 === start) {
      run.end = end;
    } else {
      if (run !== undefined) {
        parts.push(run.bytes.subarray(run.start, run.end + 1));
      }
      run = { bytes, start, end };
    }
  }
  if (run !== undefined) {
    parts.push(run.bytes.subarray(run.start, run.end));
  }
}
