import { locateParams, type ParamSpan, type Span } from "./locate-params.ts";
import { type MountPart, type MountTemplate, mountTemplate, valueText } from "./mount-template.ts";
import { ANY } from "./route-path.ts";
import type { Taken, TakePath } from "./take-path.ts";

/** Bounds the work of one probe. */
const MOST_FIXED_CHARACTERS = 200;

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
