import { createRequire } from "node:module";
import { feature } from "topojson-client";
import type { GeometryCollection, Topology } from "topojson-specification";
import type { Point, World } from "./world.ts";

const WIDTH = 2000;
/** Degrees beyond which there is ice, and nobody to be counted. */
const [NORTH, SOUTH] = [84, -57];

/** Territories that the outlines count to another country or leave out: longitude and latitude. */
const OTHERS: Readonly<Record<string, Point>> = {
  BQ: [-68.2, 12.2],
  BV: [3.4, -54.4],
  CC: [96.8, -12.2],
  CX: [105.7, -10.5],
  GF: [-53.1, 3.9],
  GI: [-5.4, 36.1],
  GP: [-61.6, 16.2],
  MQ: [-61, 14.6],
  RE: [55.5, -21.1],
  SJ: [16, 78],
  TK: [-171.8, -9.2],
  TV: [179.2, -8.5],
  UM: [166.6, 19.3],
  YT: [45.2, -12.8],
};

/** The map begins and ends in the Bering Strait, where it cuts least land. */
const [WEST, CENTER] = [-169, 11];

type Ring = readonly Point[];
type Shapes = Topology<{ readonly land: GeometryCollection; readonly countries: GeometryCollection }>;

/** The outlines of Natural Earth (public domain) in the projection Equal Earth, in which areas compare. */
export function projectWorld(): World {
  const require = createRequire(import.meta.url);
  const coarse: Shapes = require("world-atlas/land-110m.json");
  const shores = ringsOf(coarse, coarse.objects.land);
  const inhabited = shores.flatMap(({ rings }) => rings).filter((ring) => ring.some(([, latitude]) => latitude > SOUTH));
  const atlas: Shapes = require("world-atlas/countries-50m.json");
  const countries = ringsOf(atlas, atlas.objects.countries).flatMap(({ code, rings }) =>
    code === undefined ? [] : [[code, middle(rings)] as const],
  );
  const others = Object.entries(OTHERS).map(
    ([code, [longitude, latitude]]) => [code, onCanvas(longitude < WEST ? longitude + 360 : longitude, latitude)] as const,
  );
  const [, height] = onCanvas(CENTER, SOUTH);
  return {
    width: WIDTH,
    height,
    land: inhabited.map((ring) => path(ring.map(([longitude, latitude]) => onCanvas(longitude, latitude)))).join(""),
    places: Object.fromEntries(
      [...countries, ...others].toSorted(([one], [other]) => (one < other ? -1 : 1)).map(([code, [x, y]]) => [code, [x, Math.min(y, height)]]),
    ),
  };
}

/** Outer shores of each shape, and the country's code where it has one. */
function ringsOf(atlas: Shapes, shapes: GeometryCollection): readonly { readonly code: string | undefined; readonly rings: readonly Ring[] }[] {
  return feature(atlas, shapes).features.map(({ id, geometry }) => {
    const polygons = geometry.type === "MultiPolygon" ? geometry.coordinates : geometry.type === "Polygon" ? [geometry.coordinates] : [];
    return { code: codeOf(id), rings: polygons.map(([shore = []]) => whole(shore)) };
  });
}

/** A shore that crosses the date line goes on beyond 180 degrees. */
function whole(shore: readonly (readonly number[])[]): Ring {
  let before = shore[0]?.[0] ?? 0;
  const ring = shore.map(([longitude = 0, latitude = 0]): Point => {
    before = longitude + 360 * Math.round((before - longitude) / 360);
    return [before, latitude];
  });
  const turns = Math.ceil((WEST - ring.reduce((sum, [longitude]) => sum + longitude, 0) / ring.length) / 360);
  return ring.map(([longitude, latitude]) => [longitude + 360 * turns, latitude]);
}

/** From the three digits of ISO 3166-1 to its two letters, which the language data of every runtime has. */
function codeOf(id: string | number | undefined): string | undefined {
  const [locale = ""] = id === undefined ? [] : Intl.getCanonicalLocales(`und-${String(id).padStart(3, "0")}`);
  return /^und-([A-Z]{2})$/.exec(locale)?.[1];
}

/** Centre of gravity of the largest piece of land. */
function middle(rings: readonly Ring[]): Point {
  const [largest] = rings
    .map((ring) => gravity(ring.map(([longitude, latitude]) => onCanvas(longitude, latitude))))
    .toSorted((one, other) => other.area - one.area);
  return largest?.center ?? [0, 0];
}

/** https://en.wikipedia.org/wiki/Centroid#Of_a_polygon */
function gravity(ring: Ring): { readonly area: number; readonly center: Point } {
  let [double, x, y] = [0, 0, 0];
  ring.forEach(([x1, y1], index) => {
    const [x2, y2] = ring[(index + 1) % ring.length] ?? [x1, y1];
    const cross = x1 * y2 - x2 * y1;
    [double, x, y] = [double + cross, x + (x1 + x2) * cross, y + (y1 + y2) * cross];
  });
  const center = ring[0] ?? [0, 0];
  return { area: Math.abs(double) / 2, center: double === 0 ? center : [Math.round(x / (3 * double)), Math.round(y / (3 * double))] };
}

/** https://doi.org/10.1080/13658816.2018.1504949 */
function onCanvas(longitude: number, latitude: number): Point {
  const scale = WIDTH / (2 * equalEarth(180, 0)[0]);
  const [x, y] = equalEarth(longitude - CENTER, latitude);
  return [Math.round(WIDTH / 2 + scale * x), Math.round(scale * (equalEarth(0, NORTH)[1] - y))];
}

function equalEarth(longitude: number, latitude: number): Point {
  const [a1, a2, a3, a4] = [1.340264, -0.081106, 0.000893, 0.003796];
  const root = Math.sqrt(3);
  const t = Math.asin((root / 2) * Math.sin((latitude * Math.PI) / 180));
  const slope = a1 + 3 * a2 * t ** 2 + t ** 6 * (7 * a3 + 9 * a4 * t ** 2);
  return [(2 * root * ((longitude * Math.PI) / 180) * Math.cos(t)) / (3 * slope), t * (a1 + a2 * t ** 2 + t ** 6 * (a3 + a4 * t ** 2))];
}

/** Steps from one point to the next; what lies on the same step is one point. */
function path(ring: Ring): string {
  const kept = ring.filter(([x, y], index) => index === 0 || x !== ring[index - 1]?.[0] || y !== ring[index - 1]?.[1]);
  const steps = kept.slice(1).map(([x, y], index) => `${x - (kept[index]?.[0] ?? 0)} ${y - (kept[index]?.[1] ?? 0)}`);
  return kept.length < 4 ? "" : `M${kept[0]?.join(" ")}l${steps.join(" ")}z`;
}
