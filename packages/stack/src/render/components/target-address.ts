/** Finds an address, `host:port`, where it is in another network. */
export type Move = (address: string) => string;

/** Labels of a target that name what a probe asks. */
const ASKED = ["__param_target", "instance"];

/** Labels of a target in another network. */
export function movedLabels(labels: Readonly<Record<string, string>>, move: Move): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(labels).map(([name, value]) => [name, ASKED.includes(name) ? movedQuestion(value, move) : value]));
}

/** @param question - a URL, or `host:port`, or a name */
export function movedQuestion(question: string, move: Move): string {
  const [, scheme = "", address = "", rest = ""] = /^(https?:\/\/)?([^/]*)(.*)$/.exec(question) ?? [];
  if (scheme === "" && !address.includes(":")) {
    return question;
  }
  const usual = scheme === "https://" ? 443 : 80;
  const whole = address.includes(":") ? address : `${address}:${usual}`;
  const moved = move(whole);
  return moved === whole ? question : `${scheme}${moved}${rest}`;
}
