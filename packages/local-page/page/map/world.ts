/** A place on the canvas. */
export type Point = readonly [x: number, y: number];

/** The world as it is drawn, in whole steps of a canvas. */
export interface World {
  readonly width: number;
  readonly height: number;
  /** Outlines of land, as the path of an SVG. */
  readonly land: string;
  /** The middle of each country, by its code (ISO 3166-1 alpha-2). */
  readonly places: Readonly<Record<string, Point>>;
}

declare const WORLD: World;

/** Computed by `project-world.ts` when the page is bundled, so that the page has no code for it. */
export const world: World = WORLD;
