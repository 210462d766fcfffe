import { decoded, type MountPart, type MountTemplate, mountTemplate, valueText } from "./mount-template.ts";
import { ANY } from "./route-path.ts";
import type { Taken, TakePath } from "./take-path.ts";

/** A span of a path, from `start` up to `end`. */
interface Span {
  readonly start: number;
  readonly end: number;
}

interface ParamSpan extends Span {
  readonly param: string;
}

/** Bounds the work of one probe. */
const MOST_FIXED_CHARACTERS = 200;
const MOST_PLACES = 64;

/** More than the alternatives that a list of mount paths has at one place (`/v1`, `/v2`), fewer than the digits. */
const LIKES_OF_ANY = 8;

/** Longest text that is tried as a repeated one, as in `/^\/(?:ab)+/`. */
const LONGEST_REPEATED = 4;

/**
 * Finds the template of a mount from one path that it took. Neither version of Express keeps the mount's path as text, so the mount is asked: a part
 * that can be replaced and then turns up in a parameter is that parameter; a character for which many others do, or which may be repeated, is no fixed text.
 *
 * @returns undefined when the path has no form that can be told in bounded work
 */
export function probeMount(take: TakePath, taken: Taken): MountTemplate | undefined {
  const { text, params } = taken;
  const spans = locateParams(take, taken);
  const fixed = Array.from(text, (_, at) => at).filter((at) => text[at] !== "/" && !within(spans, at));
  if (fixed.length > MOST_FIXED_CHARACTERS) {
    return undefined;
  }
  const taking = (path: string) => {
    const again = take(path);
    return again?.text === path && sameParams(again, taken);
  };
  const loose = fixed.filter((at) => repetitions(text, at).some(taking) || likes(text, at).filter(taking).length >= LIKES_OF_ANY);
  const flipped = replaceAt(text, fixed, flipCase);
  const parts = partsOf(text, spans, loose);
  return parts && mountTemplate(parts, params, { ignoreCase: flipped !== text && taking(flipped) });
}

/** Finds where each parameter stands. A group inside another one is left out. */
function locateParams(take: TakePath, { text, params }: Taken): readonly ParamSpan[] {
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

const LIKES = [..."abcdefghijklmnopqrstuvwxyz0123456789"];

/** The path with another letter or digit in one place. */
function likes(text: string, at: number): readonly string[] {
  const character = text[at] as string;
  const upper = character !== character.toLowerCase();
  const others = LIKES.map((like) => (upper ? like.toUpperCase() : like)).filter((like) => like !== character);
  return others.map((like) => text.slice(0, at) + like + text.slice(at + 1));
}

/** The path with a short text, which begins in one place, three times. */
function repetitions(text: string, at: number): readonly string[] {
  return Array.from({ length: LONGEST_REPEATED }, (_, index) => {
    const repeated = text.slice(at, at + index + 1);
    return text.slice(0, at) + repeated.repeat(2) + text.slice(at);
  });
}

function flipCase(character: string): string {
  const upper = character.toUpperCase();
  return upper === character ? character.toLowerCase() : upper;
}

function replaceAt(text: string, places: readonly number[], replace: (character: string) => string): string {
  const characters = text.split("");
  for (const at of places) {
    characters[at] = replace(characters[at] as string);
  }
  return characters.join("");
}

function sameParams({ params: again }: Taken, { params }: Taken): boolean {
  return [...Object.keys(again), ...Object.keys(params)].every((name) => valueText(again[name]) === valueText(params[name]));
}

function within(spans: readonly Span[], at: number): boolean {
  return spans.some(({ start, end }) => start <= at && at < end);
}

/** Segments with a loose character become {@link ANY}, and neighbours of that kind one; undefined if two are left apart. */
function partsOf(text: string, spans: readonly ParamSpan[], loose: readonly number[]): readonly MountPart[] | undefined {
  const parts: MountPart[] = [];
  let start = 0;
  while (start < text.length) {
    const end = segmentEnd(text, spans, start + 1);
    if (loose.some((at) => start <= at && at < end)) {
      if (parts.at(-1) !== ANY) {
        parts.push({ text: "/" }, ANY);
      }
    } else {
      parts.push(...segmentParts(text, spans, start, end));
    }
    start = end;
  }
  return parts.indexOf(ANY) === parts.lastIndexOf(ANY) ? parts : undefined;
}

/** The next slash that is not part of a parameter. */
function segmentEnd(text: string, spans: readonly Span[], from: number): number {
  for (let at = from; at < text.length; at++) {
    if (text[at] === "/" && !within(spans, at)) {
      return at;
    }
  }
  return text.length;
}

function segmentParts(text: string, spans: readonly ParamSpan[], start: number, end: number): readonly MountPart[] {
  const parts: MountPart[] = [];
  let at = start;
  for (const span of spans.filter((some) => start <= some.start && some.end <= end)) {
    if (at < span.start) {
      parts.push({ text: text.slice(at, span.start) });
    }
    parts.push({ param: span.param });
    at = span.end;
  }
  return at < end ? [...parts, { text: text.slice(at, end) }] : parts;
}
