import type { Problem } from "../model/model.ts";

/** A finding that somebody decided to live with, and why. */
export interface Silence {
  readonly check: string;
  /** What the finding is about, as it is printed. */
  readonly subject: string;
  readonly reason: string;
  /** Where it is written. */
  readonly place?: Problem["place"] | undefined;
}

export interface SilenceSources {
  /** Files whose comments may silence: those that are checked, and those that define. */
  readonly files: readonly { readonly path: string; readonly text: string }[];
  /** For findings without a line, and for files that have no comments. */
  readonly listed: readonly Silence[];
}

export interface Silenced {
  /** What is left, with a problem for every silence that has no reason or silences nothing. */
  readonly problems: readonly Problem[];
  readonly silenced: number;
}

interface Comment {
  readonly check: string;
  readonly reason: string;
  readonly file: string;
  readonly line: number;
  /** Lines that it speaks for, both included. */
  readonly from: number;
  readonly to: number;
}

/** `# platform-ignore series-exists: written by the batch job at night`, in YAML or TypeScript. */
const COMMENT = /(?:#|\/\/)\s*platform-ignore\s+([a-z][a-z0-9-]*)\s*:?\s*(.*?)\s*$/;

/**
 * Leaves out what is silenced. A comment speaks for its own line, or for the next one if it stands alone, and for all that is indented below
 * that: above a rule for the rule, above a definition for the definition.
 */
export function withoutSilenced(problems: readonly Problem[], { files, listed }: SilenceSources): Silenced {
  const comments = files.flatMap(({ path, text }) => commentsIn(path, text));
  const used = new Set<Comment | Silence>();
  const left = problems.filter((problem) => {
    const { check, subject, place } = problem;
    const found = [
      ...listed.filter((silence) => silence.check === check && silence.subject === subject),
      ...comments.filter(
        (comment) =>
          comment.check === check &&
          place !== undefined &&
          sameFile(place.file, comment.file) &&
          comment.from <= place.line &&
          place.line <= comment.to,
      ),
    ];
    for (const silence of found) {
      used.add(silence);
    }
    return found.length === 0;
  });
  const written = [
    ...comments.map((comment) => [comment, commentPlace(comment)] as const),
    ...listed.map((silence) => [silence, silence.place] as const),
  ];
  const faults = written.flatMap(([silence, place]): readonly Problem[] => {
    const subject = `silence of ${silence.check}`;
    return [
      ...(silence.reason === ""
        ? [{ check: "silence-reason", severity: "error", subject, message: "It gives no reason.", ...(place && { place }) } as const]
        : []),
      ...(used.has(silence)
        ? []
        : [
            {
              check: "silence-used",
              severity: "warning",
              subject,
              message: "There is nothing here to silence any more.",
              ...(place && { place }),
            } as const,
          ]),
    ];
  });
  return { problems: [...left, ...faults], silenced: problems.length - left.length };
}

function commentsIn(file: string, text: string): readonly Comment[] {
  const lines = text.split("\n");
  return lines.flatMap((line, index) => {
    const [match, check, reason] = COMMENT.exec(line) ?? [];
    if (match === undefined || check === undefined) {
      return [];
    }
    const isAlone = line.trim().startsWith(match.trim());
    const first = isAlone ? lines.findIndex((next, at) => at > index && next.trim() !== "" && !/^\s*(#|\/\/)/.test(next)) : index;
    return [{ check, reason: reason ?? "", file, line: index + 1, from: first + 1, to: blockEnd(lines, first) + 1 }];
  });
}

/** The last line that is indented below a line. */
function blockEnd(lines: readonly string[], first: number): number {
  const indent = indentOf(lines[first] ?? "");
  const next = lines.findIndex((line, at) => at > first && line.trim() !== "" && indentOf(line) <= indent);
  return next === -1 ? lines.length : next - 1;
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}

/** Places of definitions are URLs. */
function sameFile(one: string, other: string): boolean {
  return one === other || one === `file://${other}`;
}

function commentPlace({ file, line }: Comment): Problem["place"] {
  return { file, line, column: 1 };
}
