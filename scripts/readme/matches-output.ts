/**
 * Whether a program printed what its page shows. An ellipsis stands for what differs from run to run: `…` inside a line for any text, a line of
 * nothing but `…` for any lines. Blanks at the end of a line, and empty lines at both ends, do not count.
 */
export function matchesOutput(shown: string, printed: string): boolean {
  const lines = trim(shown).map((line) => (line.trim() === "…" ? "(?:.*\n)*" : `${line.split("…").map(escapePattern).join(".*")}\n`));
  return new RegExp(`^${lines.join("")}$`).test(`${trim(printed).join("\n")}\n`);
}

function escapePattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

function trim(text: string): string[] {
  return text
    .trim()
    .split("\n")
    .map((line) => line.trimEnd());
}
