import { open } from "node:fs/promises";
import { EnvironmentError } from "../environment-error.ts";
import { logFileOf } from "./daemon.ts";
import { readRecord } from "./deployment-record.ts";
import { requireFolder, type StateFolder } from "./state-folder.ts";

export interface LogOptions {
  /** Default all of them. */
  readonly program?: string;
  /** Of each program; default 20. */
  readonly lines?: number;
}

export interface ProgramLog {
  readonly name: string;
  readonly lines: readonly string[];
}

const READ_BYTES = 1 << 20;

/**
 * The last lines that each program wrote, of at most a mebibyte.
 *
 * @throws EnvironmentError `not_deployed`, `program_unknown`
 */
export async function stackLogs(state: StateFolder, { program, lines = 20 }: LogOptions = {}): Promise<readonly ProgramLog[]> {
  await requireFolder(state);
  const known = (await readRecord(state))?.programs.map(({ name }) => name) ?? [];
  if (program !== undefined && !known.includes(program)) {
    throw new EnvironmentError("program_unknown", `No program "${program}" is deployed.`, `Those deployed: ${known.join(", ") || "none"}.`);
  }
  const names = program === undefined ? known : [program];
  return Promise.all(names.map(async (name) => ({ name, lines: await lastLines(logFileOf(state, name), lines) })));
}

async function lastLines(file: string, count: number): Promise<readonly string[]> {
  const handle = await open(file, "r").catch(() => undefined);
  if (handle === undefined) {
    return [];
  }
  try {
    const { size } = await handle.stat();
    const length = Math.min(size, READ_BYTES);
    const { buffer, bytesRead } = await handle.read({ buffer: Buffer.alloc(length), position: size - length });
    const text = buffer.toString("utf8", 0, bytesRead).trimEnd();
    return text === "" || count === 0 ? [] : text.split("\n").slice(-count);
  } finally {
    await handle.close();
  }
}
