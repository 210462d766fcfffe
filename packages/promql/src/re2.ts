/** What a pattern means: a test of a whole text, or why Prometheus and Alertmanager refuse it. */
export type Re2 = { readonly matches: (text: string) => boolean } | { readonly reason: string };

const ESCAPE = "\\\\(?:x\\{[0-9a-fA-F]+\\}|x[0-9a-fA-F]{2}|[pP]\\{\\^?\\w+\\}|[pP][A-Z]|0[0-7]{0,2}|[1-7][0-7]{1,2}|[^])";

/** Pieces of a pattern outside of brackets: quoted text, escapes, heads of groups, opening brackets, repetitions, characters. */
const OUTSIDE = new RegExp(`\\\\Q[^]*?(?:\\\\E|$)|${ESCAPE}|\\(\\?(?:P?<\\w+>|[a-zA-Z-]*[:)]|<?[^])|\\[\\^?\\]?|\\{\\d+(?:,\\d*)?\\}|[^]`, "uy");
/** And between them. */
const INSIDE = new RegExp(`\\[:\\^?\\w+:\\]|${ESCAPE}|[^]`, "uy");

/** First and last character of each range of `[:alpha:]` and the like, in order. */
const CLASSES: Readonly<Record<string, string>> = {
  alnum: "09AZaz",
  alpha: "AZaz",
  ascii: "\0\x7f",
  blank: "\t\t  ",
  cntrl: "\0\x1f\x7f\x7f",
  digit: "09",
  graph: "!~",
  lower: "az",
  print: " ~",
  punct: "!/:@[`{~",
  space: "\t\r  ",
  upper: "AZ",
  word: "09AZ__az",
  xdigit: "09AFaf",
};

/** What matches no character may be repeated there, and here only in a group. */
const PLACES: Readonly<Record<string, string>> = { "^": "(?:^)", $: "(?:$)" };

/** Letters behind a backslash that JavaScript reads otherwise, outside of brackets and between them; those of the rest mean the same. */
const LETTERS: Readonly<Record<string, readonly [outside: string, inside?: string]>> = {
  ...Object.fromEntries([..."dDwWfnrtv"].map((letter) => [letter, [`\\${letter}`, `\\${letter}`]])),
  a: ["\\x07", "\\x07"],
  s: ["[\\t\\n\\f\\r ]", "\\t\\n\\f\\r "],
  S: ["[^\\t\\n\\f\\r ]", "\\0-\\x08\\v\\x0e-\\x1f!-\\u{10ffff}"],
  b: ["(?:\\b)"],
  B: ["(?:\\B)"],
  A: ["(?:(?<![^]))"],
  z: ["(?:(?![^]))"],
};

/** A piece between brackets that stands for several characters. */
const CLASS = /^(?:\[:|\\[dDsSwWpP])/;

/** RE2 repeats no more often. */
const MOST_REPEATS = 1000;

/**
 * Reads a regular expression as Prometheus and Alertmanager do: RE2, which has flags and classes that JavaScript lacks and neither looks around nor
 * refers back; matched against the whole of a text, in which a dot is any character. Flags of a part stand for the whole before Node 23.
 *
 * @see https://github.com/google/re2/wiki/Syntax
 */
export function re2(pattern: string): Re2 {
  try {
    const { source, flags, partFlags } = translate(pattern);
    const regexp = compile(source, flags) ?? compile(source.replaceAll(/\(\?[ims-]+:/g, "(?:"), `${flags}${partFlags}`);
    return regexp === undefined ? { reason: "is no regular expression of RE2" } : { matches: (text) => regexp.test(text) };
  } catch (error) {
    if (error instanceof RangeError) {
      return { reason: error.message };
    }
    throw error;
  }
}

function compile(source: string, flags: string): RegExp | undefined {
  try {
    // Of several lines, each has a start and an end.
    const [start, end] = flags.includes("m") ? ["(?<!.)", "(?!.)"] : ["^", "$"];
    return new RegExp(`${start}(?:${source})${end}`, [...new Set(`su${flags}`)].join(""));
  } catch {
    return undefined;
  }
}

/** @throws RangeError for what RE2 lacks */
function translate(pattern: string) {
  let [source, flags, partFlags, inBrackets, isAfterClass] = ["", "", "", false, false];
  /** For each open group, and the whole: the head to begin every alternative with from where flags were set. */
  const heads = [""];
  for (let at = 0; at < pattern.length; ) {
    const reader = inBrackets ? INSIDE : OUTSIDE;
    reader.lastIndex = at;
    const [piece = ""] = reader.exec(pattern) ?? [];
    at += piece.length || 1;
    const head = heads.at(-1) ?? "";
    const [, set, end] = /^\(\?([a-zA-Z-]*)([:)])$/.exec(piece) ?? [];
    if (inBrackets) {
      // Behind a class no range goes on.
      source += piece === "-" && isAfterClass ? "\\-" : insideBrackets(piece);
      inBrackets = piece !== "]";
      isAfterClass = CLASS.test(piece);
    } else if (set !== undefined) {
      const known = flagsOf(set, piece);
      partFlags += known.replace(/-.*/, "");
      if (end === ":") {
        source += `(?${known}:`;
        heads.push("");
      } else if (source === "" && !known.includes("-")) {
        flags += known;
      } else {
        source += `${head === "" ? "" : ")"}(?${known}:`;
        heads[heads.length - 1] = `(?${known}:`;
      }
    } else if (piece === "|") {
      source += head === "" ? "|" : `)|${head}`;
    } else if (piece === ")") {
      if (heads.length === 1) {
        throw new RangeError("closes a group that is not open");
      }
      source += head === "" ? ")" : "))";
      heads.pop();
    } else {
      source += outside(piece);
      heads.push(...(piece.startsWith("(") ? [""] : []));
      inBrackets = /^\[/.test(piece);
    }
  }
  return { source: heads.at(-1) ? `${source})` : source, flags, partFlags };
}

/** Of `i-s`, without those that say how much is taken first: whether the whole matches is the same. */
function flagsOf(set: string, piece: string): string {
  if (!/^[imsU]*(?:-[imsU]+)?$/.test(set)) {
    throw new RangeError(`has the group ${piece}, which RE2 does not know`);
  }
  return set.replaceAll("U", "").replace(/-$/, "");
}

function outside(piece: string): string {
  if (piece.startsWith("\\Q")) {
    if (!piece.endsWith("\\E")) {
      throw new RangeError("quotes with \\Q what no \\E ends");
    }
    return piece.slice(2).replace(/\\E$/, "").replaceAll(SYNTAX, "\\$&");
  }
  if (piece.startsWith("\\")) {
    return escaped(piece, 0);
  }
  if (/^\(\?/.test(piece)) {
    if (!/^\(\?P?<\w+>$/.test(piece)) {
      const what = /^\(\?<?[=!]$/.test(piece) ? "looks around" : "is a group";
      throw new RangeError(`${what} with ${piece}, which RE2 does not know`);
    }
    return "("; // Names may begin with a digit, and nobody asks for them.
  }
  if (piece.startsWith("[")) {
    return piece.replace("]", "\\]");
  }
  const [, from, , to] = /^\{(\d+)(,(\d*))?\}$/.exec(piece) ?? [];
  if (Math.max(Number(from ?? 0), Number(to ?? 0)) > MOST_REPEATS) {
    throw new RangeError(`repeats more than ${MOST_REPEATS} times with ${piece}, which RE2 does not`);
  }
  return PLACES[piece] ?? (from === undefined && "{}]".includes(piece) ? `\\${piece}` : piece);
}

function insideBrackets(piece: string): string {
  const [, not, name = ""] = /^\[:(\^?)(\w+):\]$/.exec(piece) ?? [];
  if (not === undefined) {
    return piece.startsWith("\\") ? escaped(piece, 1) : piece === "[" ? "\\[" : piece;
  }
  const ranges: readonly string[] | null | undefined = CLASSES[name]?.match(/../gs);
  if (!ranges) {
    throw new RangeError(`has the class ${piece}, which RE2 does not know`);
  }
  const ends = ranges.flatMap((range) => [range.charCodeAt(0), range.charCodeAt(1)]);
  const gaps = [-1, ...ends, 0x110000].map((code, index) => code + (index % 2 === 0 ? 1 : -1));
  const pairs = (not === "" ? ends : gaps).flatMap((code, index, all) => (index % 2 === 0 ? [[code, all[index + 1] ?? code] as const] : []));
  return pairs.flatMap(([first, last]) => (first > last ? [] : [`\\u{${first.toString(16)}}-\\u{${last.toString(16)}}`])).join("");
}

const SYNTAX = /[\\^$.*+?()[\]{}|/]/gu;

/** @param place - 0 outside of brackets, 1 between them */
function escaped(piece: string, place: 0 | 1): string {
  const [, letter = "", rest = ""] = /^\\(.)(.*)$/su.exec(piece) ?? [];
  const known = LETTERS[letter]?.[place];
  const code = /^[0-7]/.test(letter) && (letter === "0" || rest !== "") ? Number.parseInt(letter + rest, 8) : undefined;
  if (code !== undefined || (letter === "x" && rest !== "")) {
    return `\\u{${(code ?? Number.parseInt(rest.replaceAll(/[{}]/g, ""), 16)).toString(16)}}`;
  }
  if (/^[pP]$/.test(letter) && rest !== "") {
    const name = rest.replaceAll(/[{}^]/g, "");
    const isNegated = (letter === "P") !== rest.includes("^");
    return `\\${isNegated ? "P" : "p"}{${name.length > 2 && name !== "Any" ? `Script=${name}` : name}}`;
  }
  if (known !== undefined) {
    return known;
  }
  if (/^[\0-/:-@[-`{-\x7f]$/.test(letter)) {
    return letter === "-" ? (place === 1 ? "\\-" : "-") : letter.replace(SYNTAX, "\\$&");
  }
  throw new RangeError(/^[1-9]$/.test(letter) ? `refers back with ${piece}, which RE2 does not` : `has the escape ${piece}, which RE2 does not know`);
}
