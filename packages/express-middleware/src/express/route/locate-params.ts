import { decoded, valueText } from "./mount-template.ts";
import type { Taken, TakePath } from "./take-path.ts";

/** A span of a path, from `start` up to `end`. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export interface ParamSpan extends Span {
  readonly param: string;
}

/** Bounds the work for a value that stands in many places. */
const MOST_PLACES = 64;

/**
 * Finds where the parameters stand in a path: where another text turns up in the parameter. One that takes no other text, as `:lang(en|de)`, is where
 * its value is last. A group inside another one is left out.
 */
export function locateParams(take: TakePath, { text, params }: Taken): readonly ParamSpan[] {
  const spans: ParamSpan[] = [];
  const byLength = Object.entries(params).sort(([, a], [, b]) => valueText(b).length - valueText(a).length);
  for (const [param, value] of byLength) {
    const places = placesOf(text, valueText(value)).filter((place) => spans.every((span) => place.end <= span.start || span.end <= place.start));
    const proven = places.find((place) =>
      substitutes(text.slice(place.start, place.end)).some((substitute) => {
        const path = text.slice(0, place.start) + substitute + text.slice(place.end);
        const again = take(path);
        return again?.text === path && valueText(again.params[param]) === decoded(substitute);
      }),
    );
    const place = proven ?? places.at(-1);
    if (place !== undefined) {
      spans.push({ ...place, param });
    }
  }
  return spans.sort((a, b) => a.start - b.start);
}

/** One character in UTF-8, percent-encoded or not. */
const CHARACTER = /%[0-7][0-9a-f]|%[cd][0-9a-f]%[89ab][0-9a-f]|%e[0-9a-f](?:%[89ab][0-9a-f]){2}|%f[0-7](?:%[89ab][0-9a-f]){3}|[\s\S]/gi;

/** Spans of a raw path whose decoded text is the value. */
function placesOf(text: string, value: string): readonly Span[] {
  if (value === "") {
    return [];
  }
  const starts: number[] = [];
  let plain = "";
  for (const { 0: raw, index } of text.matchAll(CHARACTER)) {
    const character = decoded(raw) ?? raw;
    starts.push(...Array<number>(character.length).fill(index));
    plain += character;
  }
  starts.push(text.length);
  const places: Span[] = [];
  for (let at = plain.indexOf(value); at !== -1 && places.length < MOST_PLACES; at = plain.indexOf(value, at + 1)) {
    places.push({ start: starts[at] as number, end: starts[at + value.length] as number });
  }
  return places;
}

/** Texts of the same length and class of characters, in the order of how likely a constrained parameter takes them. */
function substitutes(raw: string): readonly string[] {
  const all = raw.length;
  const texts = [rotate(raw, 1), rotate(raw, 3), "x".repeat(all), "7".repeat(all)];
  return texts.filter((text) => text !== raw);
}

/** Hexadecimal letters stay hexadecimal, digits stay digits and are never 0, everything else stays as it is. */
const RINGS = ["abcdef", "ghijklmnopqrstuvwxyz", "ABCDEF", "GHIJKLMNOPQRSTUVWXYZ", "123456789"];

function rotate(text: string, by: number): string {
  return text.replace(/%[0-9a-f]{2}|[a-z0-9]/gi, (character) => {
    const ring = RINGS.find((some) => some.includes(character));
    return ring === undefined ? (character === "0" ? "1" : character) : (ring[(ring.indexOf(character) + by) % ring.length] as string);
  });
}
