import { HttpProblem } from "./http-problem.ts";

/** Reads one field of a body, a query or a path, or throws what is wrong with it. */
export type FieldReader<T> = (value: unknown) => T;

type Fields<R> = { readonly [K in keyof R]: R[K] extends FieldReader<infer T> ? T : never };

/**
 * @throws HttpProblem 400 `field_invalid`, naming the field and its rule
 */
export function readFields<const R extends Readonly<Record<string, FieldReader<unknown>>>>(source: unknown, readers: R): Fields<R> {
  const fields = typeof source === "object" && source !== null ? (source as Record<string, unknown>) : {};
  return Object.fromEntries(
    Object.entries(readers).map(([name, read]) => {
      try {
        return [name, read(Object.hasOwn(fields, name) ? fields[name] : undefined)];
      } catch (error) {
        throw new HttpProblem(400, "field_invalid", `Field "${name}" ${(error as Error).message}.`, { cause: error });
      }
    }),
  ) as Fields<R>;
}

export function text({ min = 1, max = 200 }: { readonly min?: number; readonly max?: number } = {}): FieldReader<string> {
  return (value) => {
    if (typeof value !== "string" || value.trim().length < min || value.length > max || !value.isWellFormed() || value.includes("\0")) {
      throw new Error(`must be text of ${min} to ${max} characters`);
    }
    return value.trim();
  };
}

/** Takes the digits of a query or path too. */
export function integer({ min = 1, max = 2_147_483_647 }: { readonly min?: number; readonly max?: number } = {}): FieldReader<number> {
  return (value) => {
    const number = typeof value === "string" && /^-?\d{1,10}$/.test(value) ? Number(value) : value;
    if (typeof number !== "number" || !Number.isInteger(number) || number < min || number > max) {
      throw new Error(`must be a whole number from ${min} to ${max}`);
    }
    return number;
  };
}

export function decimal({ min, max }: { readonly min: number; readonly max: number }): FieldReader<number> {
  return (value) => {
    if (typeof value !== "number" || !(value >= min && value <= max)) {
      throw new Error(`must be a number from ${min} to ${max}`);
    }
    return value;
  };
}

export function oneOf<const V extends readonly string[]>(values: V): FieldReader<V[number]> {
  return (value) => {
    if (!values.includes(value as string)) {
      throw new Error(`must be one of ${values.join(", ")}`);
    }
    return value as V[number];
  };
}

/** A day of the calendar, `2026-11-23`. */
export const day: FieldReader<string> = (value) => {
  if (typeof value !== "string" || !/^\d{4}-\d{2}-\d{2}$/.test(value) || !isRealDay(value)) {
    throw new Error("must be a day like 2026-11-23");
  }
  return value;
};

function isRealDay(value: string): boolean {
  const date = new Date(`${value}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(value);
}

export function optional<T>(read: FieldReader<T>, fallback: T): FieldReader<T> {
  return (value) => (value === undefined ? fallback : read(value));
}
