import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import type { DefinitionPlace } from "@platform/metrics/define";

/** The file of a place as the reader of this folder writes it. */
export function placeFile({ file }: DefinitionPlace): string {
  const path = file.startsWith("file:") ? fileURLToPath(file) : file;
  const near = relative(process.cwd(), path);
  return near.startsWith("..") || near === "" ? path : near;
}

/** `src/metrics.ts:3:20`: what editors and terminals make a link of. */
export function placeText(place: DefinitionPlace): string {
  return `${placeFile(place)}:${place.line}:${place.column}`;
}
