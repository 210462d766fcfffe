import { readFileSync, statSync } from "node:fs";
import type { Silence } from "@platform/grafana-dashboards";
import { isMap, isSeq, LineCounter, parseDocument } from "yaml";
import { CommandError } from "../command-error.ts";
import { exitCode } from "../exit-code.ts";

const DEFAULT = "platform.silences.yml";

/**
 * Reads the list of findings that somebody decided to live with: `- { check, subject, reason }`.
 *
 * @param path - the file; without, `platform.silences.yml` if there is one
 * @throws CommandError `silences_missing`, `silences_invalid`
 */
export function readSilences(path: string | undefined): readonly Silence[] {
  const file = path ?? DEFAULT;
  if (!statSync(file, { throwIfNoEntry: false })?.isFile()) {
    if (path === undefined) {
      return [];
    }
    throw new CommandError("silences_missing", `There is no file ${JSON.stringify(path)} with silences.`, { exit: exitCode.usage });
  }
  const lines = new LineCounter();
  const document = parseDocument(readFileSync(file, "utf8"), { lineCounter: lines });
  const [error] = document.errors;
  const placeAt = (offset: number) => ({ file, line: lines.linePos(offset).line, column: lines.linePos(offset).col });
  const invalid = (message: string, offset: number) =>
    new CommandError("silences_invalid", message, {
      exit: exitCode.findings,
      place: placeAt(offset),
      hint: "Each is: - { check: …, subject: …, reason: … }",
    });
  if (error !== undefined) {
    throw invalid(error.message.split("\n")[0] ?? "", error.pos[0]);
  }
  const list = document.contents;
  if (list === null) {
    return [];
  }
  if (!isSeq(list)) {
    throw invalid("Silences are a list.", 0);
  }
  return list.items.map((item) => {
    const { check, subject, reason } = (isMap(item) ? item.toJSON() : {}) as Partial<Silence>;
    const [offset = 0] = (item as { readonly range?: readonly number[] }).range ?? [];
    if (typeof check !== "string" || typeof subject !== "string") {
      throw invalid("A silence names a check and a subject.", offset);
    }
    return { check, subject, reason: typeof reason === "string" ? reason.trim() : "", place: placeAt(offset) };
  });
}
