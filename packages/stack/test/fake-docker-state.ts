import { readFileSync } from "node:fs";

/** What the stand-in for Docker holds between its calls, and what a test tells it. */
export interface FakeDocker {
  engine: string;
  compose: string;
  isStopped?: boolean;
  isFull?: boolean;
  /** Prometheus and Alertmanager are those of this machine, at the published ports, on the data of their volumes. */
  isLive?: boolean;
  /** Services whose program ends at once, with what it says. */
  failing: Record<string, string>;
  containers: Record<string, FakeContainer>;
  calls: string[];
  /** What tags stand for that have been loaded anew; others stand for what they always did. */
  images?: Record<string, string>;
  /** What the registry gives for tags. */
  newer?: Record<string, string>;
  /** What it says when it ends in the middle of that; empty or left out: it does not. */
  registry?: string;
  /** Images whose program ends at once, with what it says. */
  broken?: Record<string, string>;
  /** Begin of the command, as of `cp grafana:`, in whose middle the process that asks for it is killed. */
  killsAt?: string;
  /** The process that tests, which is never killed. */
  testPid?: number;
}

export interface FakeContainer {
  readonly ID: string;
  readonly Service: string;
  readonly Image: string;
  readonly hash: string;
  State: string;
  Health: string;
  ExitCode: number;
  pid?: number;
}

/** Whether a process has the folder in its command: a number may be that of another process by now. */
export function isOfFolder(pid: number, folder: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").includes(folder);
  } catch {
    return false;
  }
}
