import type { Field } from "../../src/dashboard/field.ts";
import type { Point, World } from "./world.ts";

/** Narrower or lower than this part of the world, and nobody knows where they are. */
const LEAST = 0.35;
/** Around the outermost circles, as a part of what is shown. */
const MARGIN = 0.12;

/** The part of the canvas with all the points, as an SVG's view box. */
export function fitView(points: readonly Point[], { width, height }: Pick<World, "width" | "height">): readonly [number, number, number, number] {
  const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)];
  if (points.length === 0) {
    return [0, 0, width, height];
  }
  const [x, w] = stretch(Math.min(...xs), Math.max(...xs), width);
  const [y, h] = stretch(Math.min(...ys), Math.max(...ys), height);
  return [x, y, w, h];
}

/** Its start and its length, inside the whole. */
function stretch(from: number, to: number, whole: number): readonly [number, number] {
  const length = Math.min(whole, Math.max(LEAST * whole, (to - from) * (1 + 2 * MARGIN)));
  const start = (from + to - length) / 2;
  return [Math.round(Math.min(Math.max(0, start), whole - length)), Math.round(length)];
}

export interface CircleSize {
  readonly field: Pick<Field, "min" | "max">;
  /** Of the least and of the most value, in pixels. */
  readonly min?: number;
  readonly max?: number;
  /** `quad`: areas compare; else radii do. */
  readonly mode?: string;
}

/** As Grafana scales the size of a marker: from the field's least to its most value, or else from the least to the most there is. */
export function radiusOf(value: number, values: readonly number[], { field, min = 2, max = 15, mode }: CircleSize): number {
  const low = field.min ?? Math.min(...values);
  const high = field.max ?? Math.max(...values);
  const share = high > low ? Math.min(1, Math.max(0, (value - low) / (high - low))) : 0;
  return mode === "quad" ? Math.sqrt(min ** 2 + (max ** 2 - min ** 2) * share) : min + (max - min) * share;
}

const names = new Intl.DisplayNames("en", { type: "region", fallback: "code" });

/** `Netherlands` for `NL`; what is no code stays as it is. */
export function countryName(code: string): string {
  return /^[A-Z]{2}$/.test(code) ? (names.of(code) ?? code) : code;
}
