/** An error as a line has it. Flattened by Loki it gives `error_type`, the label of the metrics. */
export interface SerializedError {
  /** Its class: `TypeError` */
  readonly type: string;
  readonly message: string;
  readonly stack_trace?: string;
  /** What it was thrown because of, down to {@link MAX_CAUSES}. */
  readonly cause?: SerializedError | string;
  /** The errors of an AggregateError, at most {@link MAX_ERRORS}. */
  readonly errors?: readonly (SerializedError | string)[];
  /** Its own further properties: `code`, `statusCode`. */
  readonly [property: string]: unknown;
}

const MAX_CAUSES = 10;
const MAX_ERRORS = 20;
const MAX_PROPERTIES = 30;

/** All errors of one tree together: aggregates of aggregates grow by powers. */
const MAX_TREE = 100;

interface Place {
  readonly above: ReadonlySet<Error>;
  readonly depth: number;
  readonly budget: { left: number };
}
const SHOWN = new Set(["name", "message", "stack", "cause", "errors", "type", "stack_trace"]);

/** Gives an error as data, whatever it is: never throws, ends at cycles. What is no error is given back. */
export function serializeError(value: unknown): unknown {
  try {
    return isError(value) ? errorOf(value, { above: new Set(), depth: 0, budget: { left: MAX_TREE } }) : value;
  } catch (fault) {
    return { type: "Error", message: `This error cannot be read: ${textOf(fault)}` };
  }
}

function isError(value: unknown): value is Error {
  return value instanceof Error || (typeof value === "object" && value !== null && Object.prototype.toString.call(value) === "[object Error]");
}

function errorOf(error: Error, { above, depth, budget }: Place): SerializedError {
  budget.left -= 1;
  const within = { above: new Set(above).add(error), depth: depth + 1, budget };
  const nested = (value: unknown) => nestedOf(value, within);
  const stack = read(error, "stack");
  const cause = read(error, "cause");
  const errors = read(error, "errors");
  const name = read(error, "name");
  return {
    type: textOf(name === "Error" ? (read(read(error, "constructor"), "name") ?? name) : name) || "Error",
    message: textOf(read(error, "message")),
    ...(typeof stack === "string" ? { stack_trace: stack } : {}),
    ...propertiesOf(error, within),
    ...(cause === undefined ? {} : { cause: nested(cause) }),
    ...(Array.isArray(errors) ? { errors: errors.slice(0, MAX_ERRORS).map(nested) } : {}),
  };
}

function nestedOf(value: unknown, place: Place): SerializedError | string {
  if (!isError(value)) {
    return textOf(value);
  }
  if (place.above.has(value)) {
    return "[circular]";
  }
  return place.depth > MAX_CAUSES || place.budget.left <= 0 ? textOf(read(value, "message")) : errorOf(value, place);
}

function propertiesOf(error: Error, within: Place): Record<string, unknown> {
  const properties: Record<string, unknown> = {};
  for (const key of Object.keys(error).slice(0, MAX_PROPERTIES)) {
    if (!SHOWN.has(key)) {
      const value = read(error, key);
      properties[key] = isError(value) ? nestedOf(value, within) : value;
    }
  }
  return properties;
}

function read(holder: unknown, key: string): unknown {
  try {
    return (holder as Record<string, unknown> | undefined)?.[key];
  } catch (fault) {
    return `[throws ${textOf(fault)}]`;
  }
}

/** Any value as a short text, without running into what it throws. */
export function textOf(value: unknown): string {
  try {
    return typeof value === "object" && value !== null && !isError(value) ? (JSON.stringify(value) ?? String(value)) : String(value);
  } catch {
    return "[unreadable]";
  }
}
