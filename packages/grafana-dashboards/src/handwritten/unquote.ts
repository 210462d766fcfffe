const ESCAPE = /\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{3})|(.))/gs;

const CONTROL: Readonly<Record<string, string>> = { a: "\x07", b: "\b", f: "\f", n: "\n", r: "\r", t: "\t", v: "\v" };

/** The text of a PromQL string literal, whose escapes are Go's: https://go.dev/ref/spec#String_literals */
export function unquote(literal: string): string {
  const inner = literal.slice(1, -1);
  return literal.startsWith("`")
    ? inner
    : inner.replaceAll(ESCAPE, (_, hex?: string, short?: string, long?: string, octal?: string, plain?: string) => {
        const digits = hex ?? short ?? long;
        if (digits !== undefined || octal !== undefined) {
          const code = digits === undefined ? Number.parseInt(octal as string, 8) : Number.parseInt(digits, 16);
          return code <= 0x10ffff ? String.fromCodePoint(code) : "\ufffd";
        }
        return CONTROL[plain as string] ?? (plain as string);
      });
}
