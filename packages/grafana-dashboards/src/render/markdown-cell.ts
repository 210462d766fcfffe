/** Text in a cell of a table, or in a heading, of a page in Markdown, whatever it holds. */
export function markdownCell(text: string): string {
  return text
    .replaceAll(/[\\|<>`*_[\]]/g, "\\$&")
    .replaceAll(/\s+/g, " ")
    .trim();
}
