import { hostname } from "node:os";
import { isatty } from "node:tty";
import { DefinitionError } from "@platform/metrics/define";
import { type ChildLoggerOptions, type Logger, type LoggerOptions, pino } from "pino";
import { colorsFromEnvironment, levelFromEnvironment } from "./environment.ts";
import { baseFields, type LoggedService } from "./line/fields.ts";
import { createLineStream, type LineOutput } from "./line/line-stream.ts";
import { addPreparedLines } from "./line/prepared-lines.ts";
import { safeBindings, safeCall } from "./line/safe-call.ts";
import { serializeError, textOf } from "./line/serialize-error.ts";
import { createTimeField } from "./line/time-field.ts";
import { createTraceFields } from "./line/trace-fields.ts";
import { prettyLine } from "./output/pretty-line.ts";
import { createStandardOutput } from "./output/standard-output.ts";
import type { TextOptions } from "./redaction/redact-text.ts";
import { createSuspicion } from "./redaction/suspicion.ts";

export const LEVELS = ["trace", "debug", "info", "warn", "error", "fatal"] as const;
export type LogLevel = (typeof LEVELS)[number] | "silent";

export interface CreateLoggerOptions {
  readonly service: LoggedService;
  /** Lowest level that is written; `LOG_LEVEL` of the environment, or `info`. Change it later by `logger.level = "debug"`. */
  readonly level?: LogLevel;
  /** What is hidden beside the built-in keys and forms. */
  readonly redact?: TextOptions;
  /** Milliseconds since 1970; the clock of the process when left out. */
  readonly now?: () => number;
  /** Lines for people instead of JSON on stdout; when it is a terminal, unless told. A delivery has JSON in any case. */
  readonly pretty?: boolean;
  /** Where lines go instead of stdout. */
  readonly output?: LineOutput;
  /** Where they go as well: what `createLokiDelivery` gives. */
  readonly delivery?: LineOutput;
}

const MESSAGE = "message";

/**
 * Makes a pino logger whose lines have the trace of the active span, hold no secrets and are one line each.
 *
 * A call of it never throws, whatever is logged. Lines of one turn of the event loop are written together when it ends, or at exit.
 *
 * @throws DefinitionError `log_level_unknown`, `service_name_missing`, `redact_key_short`
 */
export function createLogger({ service, level, redact = {}, now, pretty, output = standardOutput(pretty), delivery }: CreateLoggerOptions): Logger {
  checkService(service);
  checkKeys(redact.keys ?? []);
  const timeField = createTimeField(now);
  const traceFields = createTraceFields();
  const base = baseFields(service, { hostname: hostname(), pid: process.pid });
  const baseLength = JSON.stringify(base).length - 1;
  let headLength = 0;
  const options: LoggerOptions = {
    level: checkedLevel(level ?? levelFromEnvironment() ?? "info"),
    base,
    messageKey: MESSAGE,
    errorKey: "error",
    timestamp() {
      const text = timeField() + traceFields();
      headLength = text.length;
      return text;
    },
    formatters: { level: (label) => ({ level: label }) },
    serializers: { err: serializeError, error: serializeError, [MESSAGE]: messageText },
    hooks: { logMethod: safeCall },
  };
  const isSuspicious = createSuspicion(redact);
  const stream = createLineStream({
    outputs: [output, ...(delivery === undefined ? [] : [delivery])],
    redact,
    isSuspicious,
    trusted: (line) => line.indexOf(",") + headLength + baseLength,
  });
  const logger = withSafeChildren(pino(options, stream));
  addPreparedLines(logger, { isSuspicious, time: timeField, write: stream.writeClean });
  return logger;
}

const STDOUT = 1;

function standardOutput(pretty = isatty(STDOUT)): LineOutput {
  const stdout = createStandardOutput({ fd: STDOUT, onDropped: warnOfDrops() });
  if (!pretty) {
    return stdout;
  }
  const colors = colorsFromEnvironment();
  return {
    append(bytes, start, end) {
      const shown = Buffer.from(prettyLine(bytes.toString("utf8", start, end), colors));
      stdout.append(shown, 0, shown.length);
    },
  };
}

/** The first loss is said; a warning for each would add to what stdout cannot take. */
function warnOfDrops(): () => void {
  let said = false;
  return () => {
    if (!said) {
      said = true;
      process.emitWarning("stdout does not take lines; some are dropped.", { code: "PLATFORM_LOGGING_STDOUT" });
    }
  };
}

/** The message as text: an object in its place would be a field whose form changes from line to line. */
function messageText(message: unknown): unknown {
  return typeof message === "string" ? message : textOf(message);
}

/** Makes `child` take any context. Children have it from their parent. */
function withSafeChildren(logger: Logger): Logger {
  const child = logger.child;
  function safeChild(this: Logger, bindings: object, options?: ChildLoggerOptions): Logger {
    try {
      return Reflect.apply(child, this, [bindings, options]);
    } catch {
      return Reflect.apply(child, this, [safeBindings(bindings), options]);
    }
  }
  return Object.assign(logger, { child: safeChild });
}

function checkedLevel(level: string): LogLevel {
  if (level !== "silent" && !(LEVELS as readonly string[]).includes(level)) {
    throw new DefinitionError("log_level_unknown", `Level "${level}" is none of ${LEVELS.join(", ")}, silent.`);
  }
  return level as LogLevel;
}

function checkService({ name }: LoggedService): void {
  if (typeof name !== "string" || name === "") {
    throw new DefinitionError("service_name_missing", `The service's name is ${JSON.stringify(name)}; it must be a text that is not empty.`);
  }
}

function checkKeys(keys: readonly string[]): void {
  const short = keys.find((key) => key.length < 3);
  if (short !== undefined) {
    throw new DefinitionError("redact_key_short", `Key "${short}" has fewer than 3 characters; it would hide too much.`);
  }
}
