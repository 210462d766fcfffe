/** Everything that XML 1.0 cannot hold, even escaped: https://www.w3.org/TR/xml/#charsets */
const NOT_XML = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu;

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "\n": "&#10;",
  "\r": "&#13;",
  "\t": "&#9;",
};

/** Text as the value of an attribute, in its quotes. */
export function attribute(text: string): string {
  return `"${escaped(text)}"`;
}

/** Text that XML can hold; what it cannot is replaced. */
export function escaped(text: string): string {
  return text.replaceAll(NOT_XML, "\ufffd").replaceAll(/[&<>"\n\r\t]/g, (character) => ENTITIES[character] ?? character);
}
