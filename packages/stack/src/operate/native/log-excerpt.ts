import { open } from "node:fs/promises";

const TAIL_BYTES = 16_384;
const LONGEST = 300;
/** What tells why a program ended, the most certain first: a thrown error, a line logged as an error, any line that speaks of one. */
const TELLING: readonly RegExp[] = [
  /^(Uncaught )?(\w*Error|\w*Exception|panic|fatal error)( \[\w+\])?: /,
  /\blevel=(error|fatal)\b|"level":("error"|"fatal"|50|60)/i,
  /\berror\b|\w+Error\b|\bpanic\b|\bfatal\b/i,
];
/** What a runtime prints around an error: stack frames, carets, its own version. */
const NOISE = /^\s*(at |\^|node:|Node\.js v|\}|\{|$)/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is taken out
const CONTROL = /\u001b\[[0-9;]*[A-Za-z]|[\u0000-\u001f\u007f]/g;

/** The line of a log that says most about why a program ended; without any that speaks of an error, the last. Empty for an empty log. */
export async function telltaleLine(file: string): Promise<string> {
  const lines = (await readTail(file)).split("\n").filter((line) => !NOISE.test(line));
  const telling = TELLING.map((pattern) => lines.findLast((line) => pattern.test(line))).find((line) => line !== undefined);
  const line = telling ?? lines.at(-1) ?? "";
  const clean = line.replace(CONTROL, "").trim();
  return clean.length > LONGEST ? `${clean.slice(0, LONGEST)}…` : clean;
}

/** The last 16 KiB of a file, or nothing if it cannot be read. */
async function readTail(file: string): Promise<string> {
  try {
    const handle = await open(file, "r");
    try {
      const { size } = await handle.stat();
      const start = Math.max(0, size - TAIL_BYTES);
      const { buffer, bytesRead } = await handle.read({ buffer: Buffer.alloc(Math.min(size, TAIL_BYTES)), position: start });
      return buffer.toString("utf8", 0, bytesRead);
    } finally {
      await handle.close();
    }
  } catch {
    return ""; // the log is only a hint; the error that is being described matters more
  }
}
