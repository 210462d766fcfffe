const PLACE = Symbol.for("@platform/definition-place");

/** A line of a V8 stack trace: `    at load (file:///app/metrics.ts:3:20)`. */
const CALL_SITE = /^\s*at (?:.* \()?(.+):(\d+):(\d+)\)?$/;

/** Where a definition stands in the source: a file URL or path, with 1-based line and column. */
export interface DefinitionPlace {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/**
 * Remembers the caller's source position on a definition, outside its data: the mark is not enumerable, so copies,
 * comparisons and JSON do not see it.
 *
 * @param definition - the object to mark
 * @param define - the exported function whose caller is the place
 */
export function markPlace<T extends object>(definition: T, define: (...args: never[]) => unknown): T {
  const trace: { stack?: string } = {};
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 1;
  Error.captureStackTrace(trace, define);
  Error.stackTraceLimit = limit;
  // The engine writes a trace out when it is read, which few programs ever do.
  Object.defineProperty(definition, PLACE, { get: () => placeIn(trace.stack), enumerable: false });
  return definition;
}

function placeIn(stack = ""): DefinitionPlace | undefined {
  const match = CALL_SITE.exec(stack.split("\n")[1] ?? "");
  return match === null ? undefined : { file: match[1] as string, line: Number(match[2]), column: Number(match[3]) };
}

/** The place where a definition was made, or undefined for an object that no `define` function made. */
export function placeOf(definition: object): DefinitionPlace | undefined {
  return (definition as { [PLACE]?: DefinitionPlace })[PLACE];
}
