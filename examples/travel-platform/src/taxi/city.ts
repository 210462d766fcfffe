/** Kilometres from the south-western corner of the city, which is ten by ten. */
export interface Place {
  readonly x: number;
  readonly y: number;
}

export const CITY_KILOMETRES = 10;
const KILOMETRES_AN_HOUR = 24;

/** Time to drive from one place to another, streets and lights included. */
export function driveSeconds(from: Place, to: Place): number {
  return 60 + (distance(from, to) / KILOMETRES_AN_HOUR) * 3600;
}

/** @returns price in euro cents: a base, and so much a kilometre */
export function fareMinor(from: Place, to: Place): number {
  return Math.round(350 + distance(from, to) * 190);
}

function distance(from: Place, to: Place): number {
  return Math.hypot(from.x - to.x, from.y - to.y);
}
