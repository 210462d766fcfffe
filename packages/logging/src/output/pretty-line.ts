const COLORS: Readonly<Record<string, number>> = { trace: 90, debug: 36, info: 32, warn: 33, error: 31, fatal: 35 };

/** Fields that are the same in every line of a process. */
const QUIET = /^(?:service\.|host\.|process\.|deployment\.|trace_flags$|span_id$|level$|time$|message$)/;

/**
 * A line for people: time, level, message and its own fields, then the stacks of its errors. What the text holds stays escaped, so that no terminal acts
 * on it.
 */
export function prettyLine(line: string, colors: boolean): string {
  const paint = (text: string, color: number) => (colors ? `\u001b[${color}m${text}\u001b[0m` : text);
  let fields: Record<string, unknown>;
  try {
    fields = JSON.parse(line) as Record<string, unknown>;
  } catch {
    return line;
  }
  const level = String(fields.level);
  const own = Object.entries(fields).filter(([name, value]) => !QUIET.test(name) && stackOf(value) === undefined);
  const shown = own.map(([name, value]) => paint(` ${escaped(name)}=`, 90) + (typeof value === "string" ? escaped(value) : JSON.stringify(value)));
  const stacks = Object.values(fields).flatMap((value) => stackOf(value) ?? []);
  const head = `${paint(String(fields.time).slice(11, 23), 90)} ${paint(level.toUpperCase().padEnd(5), COLORS[level] ?? 37)} ${escaped(String(fields.message ?? ""))}`;
  return `${head}${shown.join("")}\n${stacks.map((stack) => `${paint(stack, 90)}\n`).join("")}`;
}

/** The stack of an error and of its causes, indented. */
function stackOf(value: unknown): string | undefined {
  if (typeof value !== "object" || value === null || !("stack_trace" in value)) {
    return;
  }
  const { stack_trace: stack, cause } = value as { readonly stack_trace: unknown; readonly cause?: unknown };
  const own = String(stack)
    .split("\n")
    .map((part) => `    ${escaped(part.trim())}`);
  const below = stackOf(cause);
  return [...own, ...(below === undefined ? [] : ["    caused by", below])].join("\n");
}

function escaped(text: string): string {
  return JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"');
}
