import { execFile } from "node:child_process";
import { promisify } from "node:util";
import autocannon from "autocannon";

const run = promisify(execFile);
const CONNECTIONS = 32;

export interface Load {
  readonly requests: number;
  readonly requestsPerSecond: number;
  readonly p99Milliseconds: number;
}

/** Loads a server from 32 connections: by wrk when it is on the machine, which leaves the server more of the CPU, else by autocannon. */
export async function loadHttp(url: string, seconds: number): Promise<Load> {
  return (await hasWrk()) ? loadByWrk(url, seconds) : loadByAutocannon(url, seconds);
}

let wrk: Promise<boolean> | undefined;

export function hasWrk(): Promise<boolean> {
  wrk ??= run("wrk", ["--version"]).then(
    () => true,
    (error: { code?: unknown }) => error.code !== "ENOENT",
  );
  return wrk;
}

async function loadByWrk(url: string, seconds: number): Promise<Load> {
  const { stdout } = await run("wrk", ["-t1", `-c${CONNECTIONS}`, `-d${seconds}s`, "--latency", url]);
  return parseWrk(stdout);
}

const MILLISECONDS: Readonly<Record<string, number>> = { us: 0.001, ms: 1, s: 1000, m: 60_000 };

/**
 * Reads wrk's report.
 *
 * @throws Error when a figure is missing or a request failed
 */
export function parseWrk(report: string): Load {
  const requests = /(\d+) requests in/.exec(report)?.[1];
  const perSecond = /Requests\/sec:\s+([\d.]+)/.exec(report)?.[1];
  const p99 = /99%\s+([\d.]+)(us|ms|s|m)/.exec(report);
  if (requests === undefined || perSecond === undefined || p99 === null || /Non-2xx|Socket errors/.test(report)) {
    throw new Error(`The load did not run cleanly:\n${report}`);
  }
  return {
    requests: Number(requests),
    requestsPerSecond: Number(perSecond),
    p99Milliseconds: Number(p99[1]) * (MILLISECONDS[p99[2] ?? ""] ?? Number.NaN),
  };
}

async function loadByAutocannon(url: string, seconds: number): Promise<Load> {
  const result = await autocannon({ url, connections: CONNECTIONS, duration: seconds });
  if (result.errors > 0 || result.non2xx > 0) {
    throw new Error(`The load did not run cleanly: ${result.errors} errors, ${result.non2xx} answers that are not 2xx.`);
  }
  return { requests: result.requests.total, requestsPerSecond: result.requests.total / result.duration, p99Milliseconds: result.latency.p99 };
}
