import { OutputError } from "./output-error.ts";

/** A name that means the same on every file system: no separator, no drive, nothing hidden by a trailing dot or space. */
const SEGMENT = /^[A-Za-z0-9_.][A-Za-z0-9_.-]*$/;

/** https://learn.microsoft.com/en-us/windows/win32/fileio/naming-a-file */
const DEVICE = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;

/**
 * Refuses every path that could leave the output folder or mean something else on another system: absolute ones, `..`,
 * backslashes, NUL and other control characters.
 *
 * @throws OutputError `path_invalid`
 */
export function checkOutputPath(path: string): void {
  const segments = path.split("/");
  const wrong = segments.find((segment) => !SEGMENT.test(segment) || segment.endsWith(".") || DEVICE.test(segment));
  if (wrong !== undefined || path.length > 1000) {
    throw new OutputError("path_invalid", `${JSON.stringify(path)} is not a relative path of names that match ${SEGMENT}.`);
  }
}

/**
 * Refuses two files of one path, also where a file system ignores case, and a file below another file.
 *
 * @throws OutputError `path_invalid`, `path_duplicate`
 */
export function checkOutputPaths(paths: readonly string[]): void {
  const files = new Set<string>();
  for (const path of paths) {
    checkOutputPath(path);
    const folded = path.toLowerCase();
    if (files.has(folded)) {
      throw new OutputError("path_duplicate", `Two files have the path ${JSON.stringify(path)}.`);
    }
    files.add(folded);
  }
  for (const path of paths) {
    for (let slash = path.indexOf("/"); slash !== -1; slash = path.indexOf("/", slash + 1)) {
      if (files.has(path.slice(0, slash).toLowerCase())) {
        throw new OutputError("path_duplicate", `${JSON.stringify(path.slice(0, slash))} is a file and the folder of ${JSON.stringify(path)}.`);
      }
    }
  }
}
