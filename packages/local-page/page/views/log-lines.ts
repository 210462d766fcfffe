import { ask } from "../api.ts";
import { h } from "../dom.ts";

/** A line with its labels and metadata, as Loki answers. */
export interface Line {
  /** Nanoseconds since 1970. */
  readonly time: string;
  readonly line: string;
  readonly labels: Readonly<Record<string, string>>;
}

interface Stream {
  readonly stream: Readonly<Record<string, string>>;
  readonly values: readonly (readonly [string, string])[];
}

export interface LineQuery {
  readonly query: string;
  readonly limit: number;
  readonly startSeconds?: number;
  readonly endSeconds?: number;
}

/** The newest first. */
export async function loadLines({ query, limit, startSeconds, endSeconds }: LineQuery): Promise<readonly Line[]> {
  const bound = (name: string, seconds: number | undefined) => (seconds === undefined ? {} : { [name]: `${Math.round(seconds * 1000)}000000` });
  const parameters: Readonly<Record<string, string>> = { query, limit: String(limit), ...bound("start", startSeconds), ...bound("end", endSeconds) };
  const { result } = (await ask("loki/loki/api/v1/query_range", parameters)) as { readonly result: readonly Stream[] };
  return linesOf(result);
}

export function linesOf(streams: readonly Stream[]): readonly Line[] {
  return streams
    .flatMap(({ stream, values }) => values.map(([time, line]) => ({ time, line, labels: stream })))
    .toSorted((one, other) => (one.time < other.time ? 1 : one.time > other.time ? -1 : 0));
}

const LEVELS: Readonly<Record<string, string>> = {
  fatal: "bad",
  error: "bad",
  critical: "bad",
  warn: "low",
  warning: "low",
  "50": "bad",
  "60": "bad",
  "40": "low",
};

/** Lines as rows that open to show all that belongs to them. */
export function drawLines(lines: readonly Line[], { trace: linked = true } = {}): HTMLElement {
  return h(
    "ul",
    { class: "lines" },
    lines.map((line) => drawLine(line, linked)),
  );
}

function drawLine({ time, line, labels }: Line, linked: boolean): HTMLElement {
  const fields = fieldsOf(line);
  const level = String(fields.level ?? labels.level ?? labels.detected_level ?? "");
  const trace = labels.trace_id ?? String(fields.trace_id ?? "");
  const service = labels.service_name ?? labels.service ?? labels.job ?? "";
  const details = h("dl", { hidden: true });
  const open = () => {
    details.hidden = !details.hidden;
    button.setAttribute("aria-expanded", String(!details.hidden));
    if (details.childElementCount === 0) {
      details.append(
        ...Object.entries({ ...labels, ...fields }).flatMap(([key, value]) => [
          h("dt", {}, key),
          h("dd", {}, typeof value === "string" ? value : JSON.stringify(value)),
        ]),
      );
    }
  };
  const words = typeof fields.msg === "string" ? fields.msg : typeof fields.message === "string" ? fields.message : line;
  const button = h(
    "button",
    { type: "button", class: `line ${LEVELS[level.toLowerCase()] ?? ""}`, "aria-expanded": "false", on: { click: open } },
    h("span", { class: "line-time" }, clock(time)),
    h("span", { class: "line-level" }, level),
    h("span", { class: "line-service" }, service),
    h("span", { class: "line-text" }, words),
  );
  return h(
    "li",
    {},
    button,
    linked &&
      trace !== "" &&
      h("a", { class: "line-trace", href: `/trace/${encodeURIComponent(trace)}`, "aria-label": `Trace of this line, ${trace}` }, "trace"),
    details,
  );
}

/** Fields of a line that is JSON. */
function fieldsOf(line: string): Readonly<Record<string, unknown>> {
  if (!line.startsWith("{")) {
    return {};
  }
  try {
    return JSON.parse(line) as Readonly<Record<string, unknown>>;
  } catch {
    return {};
  }
}

function clock(nanos: string): string {
  const date = new Date(Number(nanos.slice(0, -6)));
  return `${date.toLocaleTimeString("sv-SE")}.${String(date.getMilliseconds()).padStart(3, "0")}`;
}
