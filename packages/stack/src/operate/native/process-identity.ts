import { readFile } from "node:fs/promises";

/** `<number> <start>` of a process: tells it from a later one with the same number, where the system says when a process began (Linux). */
export async function identityOf(pid: number): Promise<string> {
  return `${pid} ${(await statOf(pid))?.start ?? "-"}`;
}

/** Whether the process of that identity still runs; one that ended and was not yet collected by its parent does not. */
export async function isRunning(identity: string): Promise<boolean> {
  const pid = Number.parseInt(identity, 10);
  return pid > 0 && isAlive(pid) && identity === (await identityOf(pid)) && (await statOf(pid))?.state !== "Z";
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html: the name, in parentheses, may hold anything. */
async function statOf(pid: number): Promise<{ readonly state: string; readonly start: string } | undefined> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, "utf8");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return { state: fields[0] ?? "", start: fields[19] ?? "-" };
  } catch {
    return undefined; // gone, or a system without /proc
  }
}
