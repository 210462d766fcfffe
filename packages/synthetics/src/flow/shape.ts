/** What a JSON value looks like: `{ offers: [{ hotelId: "number", name: "string" }] }`. A list has one shape for all of its items. */
export type Shape = "string" | "number" | "boolean" | "any" | readonly [Shape] | { readonly [key: string]: Shape };

interface Primitives {
  readonly string: string;
  readonly number: number;
  readonly boolean: boolean;
  readonly any: unknown;
}

/** The type of a value that has a shape. */
export type Shaped<H> = H extends keyof Primitives
  ? Primitives[H]
  : H extends readonly [infer Item]
    ? readonly Shaped<Item>[]
    : { readonly [K in keyof H]: Shaped<H[K]> };

/**
 * @returns what is not as the shape says, or undefined for a value that has it
 */
export function readShape(value: unknown, shape: Shape, path = "the body"): string | undefined {
  if (typeof shape === "string") {
    return shape === "any" || typeof value === shape ? undefined : `${path} is ${kindOf(value)}, not a ${shape}`;
  }
  if (isList(shape)) {
    return Array.isArray(value)
      ? firstOf(value.map((item, index) => () => readShape(item, shape[0], `${path}[${index}]`)))
      : `${path} is ${kindOf(value)}, not a list`;
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return `${path} is ${kindOf(value)}, not an object`;
  }
  const fields = value as Readonly<Record<string, unknown>>;
  return firstOf(
    Object.entries(shape).map(
      ([key, part]) =>
        () =>
          readShape(Object.hasOwn(fields, key) ? fields[key] : undefined, part, path === "the body" ? key : `${path}.${key}`),
    ),
  );
}

function isList(shape: Exclude<Shape, string>): shape is readonly [Shape] {
  return Array.isArray(shape);
}

function firstOf(reads: readonly (() => string | undefined)[]): string | undefined {
  for (const read of reads) {
    const wrong = read();
    if (wrong !== undefined) {
      return wrong;
    }
  }
  return undefined;
}

function kindOf(value: unknown): string {
  if (value === undefined) {
    return "missing";
  }
  return value === null ? "null" : Array.isArray(value) ? "a list" : `a ${typeof value}`;
}
