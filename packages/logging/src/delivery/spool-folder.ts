import {
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmdirSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { hostname } from "node:os";
import { dirname, join } from "node:path";
import { ownRoot } from "./place-of-spool.ts";
import { listSegments, segmentPath } from "./segment.ts";

/** Which process a folder belongs to. */
interface Owner {
  readonly pid: number;
  /** Host and process namespace: a pid means something only within. */
  readonly place: string;
  /** When the process began, in ticks since the host did; tells a process from a later one with its pid. */
  readonly begun: string;
  readonly id: string;
}

/** A folder whose process is on another host is given up when it has not been touched for as long. */
const SILENT_SECONDS = 120;

const OWNER = /^owner\.(\d+)$/;

/** Makes a folder of this process's own in the spool, for it alone and readable by its user alone. */
export function createSpoolFolder(spool: string, id: string): string {
  const folder = join(spool, id);
  mkdirSync(spool, { recursive: true, mode: 0o700 });
  const [service, root] = [dirname(spool), dirname(dirname(spool))];
  // A folder that somebody names may be everybody's, such as a volume; ours among the temporary files is nobody else's.
  for (const place of [spool, service, ...(root === ownRoot() ? [root] : [])]) {
    const { uid } = statSync(place);
    if (process.getuid !== undefined && uid !== process.getuid()) {
      throw new Error(`The spool ${place} belongs to user ${uid}.`);
    }
  }
  mkdirSync(folder, { mode: 0o700 });
  claim(folder, 0, id);
  return folder;
}

/** Says that the process is alive, for those that cannot see it. */
export function touchFolder(folder: string): void {
  const now = new Date();
  utimesSync(join(folder, newestOwner(folder).name), now, now);
}

/**
 * Takes over the folders of processes that have ended, oldest first. A claim is a file that only one process can create, so that two that start
 * together do not take the same.
 */
export function adoptFolders(spool: string, id: string): string[] {
  const names = readdirSync(spool).filter((name) => name !== id);
  const found = names.flatMap((name) => {
    try {
      const folder = join(spool, name);
      return adopt(folder, id) ? [{ folder, since: statSync(folder).birthtimeMs }] : [];
    } catch {
      // Another process was quicker, or removed the folder.
      return [];
    }
  });
  return found.sort((a, b) => a.since - b.since).map(({ folder }) => folder);
}

/**
 * Removes a folder whose lines are dealt with: its lines first and its owner last, so that a process that ends in between leaves no lines that would be
 * sent again, and no folder that nobody may take.
 */
export function removeFolder(folder: string): void {
  if (!existsSync(folder)) {
    return;
  }
  const names = readdirSync(folder);
  const isOwner = (name: string) => OWNER.test(name);
  for (const segment of listSegments(folder)) {
    rmSync(segmentPath(folder, segment), { force: true });
  }
  for (const name of [...names.filter((name) => !isOwner(name)), ...names.filter(isOwner)]) {
    rmSync(join(folder, name), { force: true });
  }
  rmSync(folder, { recursive: true, force: true });
}

function adopt(folder: string, id: string): boolean {
  const { generation, name } = newestOwner(folder);
  const path = join(folder, name);
  if (generation < 0) {
    removeOrphan(folder);
    return false;
  }
  const owner = JSON.parse(readFileSync(path, "utf8")) as Owner;
  if (owner.id === id) {
    return true;
  }
  const silentSeconds = (Date.now() - statSync(path).mtimeMs) / 1000;
  return !isAlive(owner, silentSeconds) && claim(folder, generation + 1, id);
}

/** Whoever removed its files has ended before it went itself; one that is young is being made. */
function removeOrphan(folder: string): void {
  if ((Date.now() - statSync(folder).mtimeMs) / 1000 > SILENT_SECONDS) {
    rmdirSync(folder);
  }
}

function newestOwner(folder: string): { readonly generation: number; readonly name: string } {
  const generations = readdirSync(folder).flatMap((name) => OWNER.exec(name)?.[1] ?? []);
  const generation = Math.max(-1, ...generations.map(Number));
  return { generation, name: `owner.${generation}` };
}

function claim(folder: string, generation: number, id: string): boolean {
  const draft = join(folder, `draft.${id}`);
  const owner: Owner = { pid: process.pid, place: placeOfProcess(), begun: begunAt(process.pid) ?? "", id };
  writeFileSync(draft, JSON.stringify(owner), { mode: 0o600 });
  try {
    linkSync(draft, join(folder, `owner.${generation}`));
    return true;
  } finally {
    rmSync(draft, { force: true });
  }
}

function isAlive({ pid, place, begun }: Owner, silentSeconds: number): boolean {
  if (place !== placeOfProcess()) {
    return silentSeconds < SILENT_SECONDS;
  }
  const running = begunAt(pid);
  if (running !== undefined) {
    return begun === "" || running === begun;
  }
  try {
    process.kill(pid, 0);
    return pid !== process.pid;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

function placeOfProcess(): string {
  try {
    return `${hostname()} ${readlinkSync("/proc/self/ns/pid")}`;
  } catch {
    return hostname();
  }
}

/** @see https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html field 22 */
function begunAt(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
  } catch {
    return undefined;
  }
}
