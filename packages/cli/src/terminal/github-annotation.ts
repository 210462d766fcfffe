import type { DefinitionPlace } from "@platform/metrics/define";
import { placeFile } from "./place-text.ts";

export interface Annotation {
  readonly severity: "error" | "warning" | "note";
  readonly title: string;
  readonly message: string;
  readonly place?: DefinitionPlace | undefined;
  /** In place of a place: a file as a whole. */
  readonly file?: string;
}

/**
 * A line that makes GitHub show a message beside the source.
 *
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
 */
export function githubAnnotation({ severity, title, message, place, file }: Annotation): string {
  const properties = {
    ...(place === undefined ? { file } : { file: placeFile(place), line: place.line, col: place.column }),
    title,
  };
  const list = Object.entries(properties)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${escapeProperty(String(value))}`);
  return `::${severity === "note" ? "notice" : severity} ${list.join(",")}::${escapeMessage(message)}`;
}

function escapeMessage(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function escapeProperty(text: string): string {
  return escapeMessage(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
