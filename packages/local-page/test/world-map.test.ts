import { COUNTRY_CODES } from "@platform/metrics/define";
import { expect, test } from "vitest";
import { countryName, fitView, radiusOf } from "../page/map/circles.ts";
import { projectWorld } from "../page/map/project-world.ts";

const world = projectWorld();

test("every country of ISO 3166-1 has its place on the map, and a name", () => {
  for (const code of COUNTRY_CODES) {
    const [x = -1, y = -1] = world.places[code] ?? [];
    expect([code, x >= 0 && x <= world.width, y >= 0 && y <= world.height]).toEqual([code, true, true]);
    expect(countryName(code)).not.toBe(code);
  }
});

test("north is up, east is right: Norway, South Africa, the United States and Japan lie around Italy", () => {
  const [norway, africa, states, japan, italy] = ["NO", "ZA", "US", "JP", "IT"].map((code) => world.places[code] ?? [0, 0]);
  expect([norway?.[1], italy?.[1], africa?.[1]]).toEqual([norway?.[1], italy?.[1], africa?.[1]].toSorted((one = 0, other = 0) => one - other));
  expect([states?.[0], italy?.[0], japan?.[0]]).toEqual([states?.[0], italy?.[0], japan?.[0]].toSorted((one = 0, other = 0) => one - other));
});

test("the outline is one path of whole steps", () => {
  expect(world.land).toMatch(/^(M-?\d+ -?\d+l(-?\d+ -?\d+ ?)+z)+$/);
});

test.each([
  ["no country: the whole world", [], [0, 0, 2000, 870]],
  ["one country: its part of the world", [[1000, 400]], [650, 248, 700, 305]],
  [
    "all over it: all of it",
    [
      [0, 0],
      [2000, 870],
    ],
    [0, 0, 2000, 870],
  ],
  ["a corner: nothing beyond the edge", [[1990, 10]], [1300, 0, 700, 305]],
] as const)("%s", (_name, points, view) => {
  expect(fitView(points, { width: 2000, height: 870 })).toEqual(view);
});

test.each([
  ["the least of the field", 0, "quad", 4],
  ["the most there is", 10, "quad", 24],
  ["half of it, by area", 5, "quad", Math.sqrt((4 ** 2 + 24 ** 2) / 2)],
  ["half of it, by radius", 5, "linear", 14],
] as const)("a circle of %s", (_name, value, mode, radius) => {
  expect(radiusOf(value, [2, 10], { field: { min: 0 }, min: 4, max: 24, mode })).toBeCloseTo(radius);
});

test("a single value without a least is small, as in Grafana, and what is no country keeps its text", () => {
  expect(radiusOf(7, [7], { field: {}, min: 4, max: 24 })).toBe(4);
  expect(["GB", "_other", "xx", ""].map(countryName)).toEqual(["United Kingdom", "_other", "xx", ""]);
});
