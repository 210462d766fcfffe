/** Behind the closing quote of the string of JSON whose opening quote is at `start`. */
export function stringEnd(line: string, start: number): number {
  for (let at = start + 1; at < line.length; at++) {
    const code = line.charCodeAt(at);
    if (code === 0x5c) {
      at += 1;
    } else if (code === 0x22) {
      return at + 1;
    }
  }
  return line.length;
}

/** Behind the value of JSON that begins at `start`, with all it holds. */
export function endOfValue(line: string, start: number): number {
  let depth = 0;
  for (let at = start; at < line.length; ) {
    const character = line[at];
    if (character === '"') {
      at = stringEnd(line, at);
    } else if (character === "{" || character === "[") {
      depth += 1;
      at += 1;
    } else if (character === "}" || character === "]" || character === ",") {
      if (depth === 0) {
        return at;
      }
      depth -= character === "," ? 0 : 1;
      at += 1;
    } else {
      at += 1;
      continue;
    }
    if (depth === 0) {
      return at;
    }
  }
  return line.length;
}
