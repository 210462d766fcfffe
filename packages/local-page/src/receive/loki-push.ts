import { PageError } from "../server/page-error.ts";
import type { Labels, LogLine } from "../store/log-store.ts";
import { cut } from "./span-draft.ts";

/** Of one line, and of one label. */
const MAX_LINE = 64 * 1024;
const MAX_LABELS = 64;

/**
 * Lines of a push: streams of labels, each with times, lines and structured metadata.
 *
 * @throws PageError `body_invalid`
 * @see https://grafana.com/docs/loki/latest/reference/loki-http-api/#ingest-logs
 */
export function readPushedLines(push: unknown): readonly LogLine[] {
  const { streams } = (push ?? {}) as { readonly streams?: unknown };
  if (!Array.isArray(streams)) {
    throw new PageError(400, "body_invalid", 'A push has a list of "streams".');
  }
  return streams.flatMap((stream: unknown, index) => {
    const { stream: labels, values } = (stream ?? {}) as { readonly stream?: unknown; readonly values?: unknown };
    if (!Array.isArray(values)) {
      throw new PageError(400, "body_invalid", `streams[${index}] has no list of "values".`);
    }
    const shared = labelsOf(labels, `streams[${index}].stream`);
    return values.map((value: unknown, at) => readLine(value, shared, `streams[${index}].values[${at}]`));
  });
}

function readLine(value: unknown, labels: Labels, place: string): LogLine {
  const [time, line, metadata] = Array.isArray(value) ? (value as readonly unknown[]) : [];
  if (typeof time !== "string" || !/^\d{1,19}$/.test(time) || typeof line !== "string") {
    throw new PageError(400, "body_invalid", `${place} is not a time in nanoseconds as text, a line, and its metadata.`);
  }
  return { time: time.padStart(19, "0"), labels, line: cut(line, MAX_LINE), metadata: metadata === undefined ? NOTHING : labelsOf(metadata, place) };
}

const NOTHING: Labels = {};

function labelsOf(value: unknown, place: string): Labels {
  if (typeof value !== "object" || value === null) {
    return NOTHING;
  }
  return Object.fromEntries(
    Object.entries(value)
      .slice(0, MAX_LABELS)
      .map(([name, text]: readonly [string, unknown]) => {
        if (typeof text !== "string") {
          throw new PageError(400, "body_invalid", `${place} has a label ${JSON.stringify(cut(name, 100))} that is no text.`);
        }
        return [cut(name, 256), cut(text, 1024)];
      }),
  );
}
