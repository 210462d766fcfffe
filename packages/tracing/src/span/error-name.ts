/** Class of an error, as the conventions have it for `error.type`. */
export function errorName(error: unknown): string {
  try {
    const failure = (error ?? {}) as Error;
    const name = failure.name === "Error" ? failure.constructor.name : failure.name;
    return typeof name === "string" && name !== "" ? name : "_OTHER";
  } catch {
    // An object whose properties throw.
    return "_OTHER";
  }
}
