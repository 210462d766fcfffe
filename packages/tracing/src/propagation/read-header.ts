/** Gives the header or property of a lower case name. */
export type ReadHeader = (name: string) => unknown;

/** A header as Node shows it, a list of several, or bytes as queues carry them; undefined where there is none. */
export function headerText(value: unknown): string | undefined {
  if (typeof value === "string") {
    return value;
  }
  if (Array.isArray(value)) {
    return value.length > 0 ? value.map(String).join(",") : undefined;
  }
  return Buffer.isBuffer(value) ? value.toString("latin1") : undefined;
}
