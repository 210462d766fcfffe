import type { DefinitionPlace } from "@platform/metrics/define";
import { isAlias, isMap, isScalar, isSeq, LineCounter, type Node, type Pair, parseDocument, type Scalar } from "yaml";
import type { Problem } from "../model/model.ts";

/** A file that somebody wrote by hand. */
export interface SourceFile {
  /** As its problems are to name it. */
  readonly path: string;
  readonly text: string;
}

/** A file as a tree whose nodes know where they stand. YAML reads JSON too. */
export interface ParsedFile {
  readonly path: string;
  readonly root: Node | undefined;
  /** The place of a node, or of a character inside the text of a scalar. */
  at(node: Node, character?: number): DefinitionPlace;
}

export type ReadFile = { readonly file: ParsedFile } | { readonly problem: Problem };

/** Reads YAML, or JSON where the path says so; an unreadable file is a problem at the line where reading ends. */
export function readSource({ path, text }: SourceFile): ReadFile {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: !path.endsWith(".json"), merge: true, strict: !path.endsWith(".json") });
  const place = (offset: number): DefinitionPlace => {
    const { line, col } = lines.linePos(offset);
    return { file: path, line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const [error] = document.errors;
  if (error !== undefined) {
    const message = `It cannot be read: ${error.message.split("\n")[0]?.replace(/ at line .*$/, "")}.`;
    return { problem: { check: "file-valid", severity: "error", subject: path, message, place: place(error.pos[0]) } };
  }
  const at = (node: Node, character = 0) => place(sourceOffset(node, character, text));
  return { file: { path, root: document.contents ?? undefined, at } };
}

/** The value of a key, or undefined. */
export function child(node: Node | undefined, key: string): Node | undefined {
  return isMap(node) ? ((node.get(key, true) as Node | undefined) ?? undefined) : undefined;
}

/** The entries of a map; none for anything else. */
export function entries(node: Node | undefined): readonly (readonly [Scalar<string>, Node | undefined])[] {
  return isMap(node) ? (node.items as Pair[]).map(({ key, value }) => [key as Scalar<string>, (value as Node | null) ?? undefined] as const) : [];
}

export function items(node: Node | undefined): readonly Node[] {
  return isSeq(node) ? (node.items as Node[]) : [];
}

/** The text of a scalar. A number or a boolean counts, written as it was. */
export function textOf(node: Node | undefined): string | undefined {
  return isScalar(node) && node.value !== null ? (typeof node.value === "string" ? node.value : (node.source ?? String(node.value))) : undefined;
}

/** A map of texts: labels, annotations. */
export function textsOf(node: Node | undefined): ReadonlyMap<string, { readonly text: string; readonly node: Node }> {
  return new Map(
    entries(node).flatMap(([key, value]) => {
      const text = textOf(value);
      return text === undefined || value === undefined ? [] : [[String(key.value), { text, node: value }] as const];
    }),
  );
}

export function isReference(node: Node | undefined): boolean {
  return isAlias(node);
}

/** Where a character of a scalar's text stands in the file; its beginning where the text was folded. */
function sourceOffset(node: Node, character: number, text: string): number {
  const [from, to] = node.range ?? [0, 0];
  if (character === 0 && !(isScalar(node) && node.type?.startsWith("BLOCK"))) {
    return from;
  }
  if (!isScalar(node) || typeof node.value !== "string") {
    return from;
  }
  switch (node.type) {
    case "PLAIN":
      return text.slice(from, to).includes("\n") ? from : from + character;
    case "QUOTE_SINGLE":
    case "QUOTE_DOUBLE":
      return afterEscapes(text, from + 1, character, node.type === "QUOTE_SINGLE" ? "'" : "\\");
    case "BLOCK_LITERAL":
    case "BLOCK_FOLDED":
      return inBlock(text, from, node.value, character);
    default:
      return from;
  }
}

/** Skips as many characters of a quoted text; an escape sequence is one. */
function afterEscapes(text: string, from: number, characters: number, introducer: string): number {
  let at = from;
  for (let passed = 0; passed < characters && at < text.length; passed++) {
    at += text[at] === introducer ? (introducer === "\\" && text[at + 1] === "u" ? 6 : 2) : 1;
  }
  return at;
}

/** Finds the line of a block by its text, since the indentation is not a part of it. */
function inBlock(text: string, from: number, value: string, character: number): number {
  const before = value.slice(0, character).split("\n");
  const line = value.split("\n")[before.length - 1] ?? "";
  let at = text.indexOf("\n", from) + 1;
  for (let index = 1; index < before.length; index++) {
    at = text.indexOf("\n", at) + 1;
  }
  const start = text.indexOf(line.trimStart(), at);
  const column = (before.at(-1)?.length ?? 0) - (line.length - line.trimStart().length);
  return start === -1 ? at : start + Math.max(0, column);
}
