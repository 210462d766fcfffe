import { readFileSync, statSync } from "node:fs";
import type { Exposition } from "@platform/grafana-dashboards/handwritten";
import { parseExposition } from "@platform/metrics/testing";
import { CommandError } from "../command-error.ts";
import { exitCode } from "../exit-code.ts";

const TIMEOUT_SECONDS = 10;

/** `checkout=http://localhost:4001/metrics`: the job that scrapes it stands in front. */
const WITH_JOB = /^([\w.-]+)=(.+)$/s;

/**
 * Reads what a running program exposes, or what it exposed into a file.
 *
 * @param target - `[job=]URL` or `[job=]file`; `http://user:password@host` for basic authentication
 * @throws CommandError `metrics_missing`, `metrics_unreachable`, `metrics_invalid`
 */
export async function readExposition(target: string): Promise<Exposition> {
  const [, job, rest] = WITH_JOB.exec(target) ?? [undefined, undefined, target];
  const address = rest as string;
  const isUrl = /^https?:\/\//.test(address);
  const text = isUrl ? await scrape(address) : readSaved(address);
  try {
    return { job, by: job === undefined ? withoutPassword(address) : `job ${job}`, families: parseExposition(text) };
  } catch (cause) {
    const message = `${withoutPassword(address)} is no exposition that Prometheus would take: ${(cause as Error).message}`;
    throw new CommandError("metrics_invalid", message, { exit: exitCode.environment, cause });
  }
}

async function scrape(address: string): Promise<string> {
  const url = new URL(address);
  const { username, password } = url;
  [url.username, url.password] = ["", ""];
  const credentials = Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString("base64");
  const headers = { accept: "text/plain;version=0.0.4", ...(username !== "" && { authorization: `Basic ${credentials}` }) };
  try {
    const response = await fetch(url, { headers, signal: AbortSignal.timeout(TIMEOUT_SECONDS * 1000) });
    if (!response.ok) {
      throw new Error(`it answers ${response.status}`);
    }
    return await response.text();
  } catch (cause) {
    const { message, cause: inner } = cause as Error & { readonly cause?: { readonly code?: string } };
    const why = `${withoutPassword(address)} does not answer a scrape: ${inner?.code ?? message}.`;
    throw new CommandError("metrics_unreachable", why, { exit: exitCode.environment, cause });
  }
}

function readSaved(path: string): string {
  if (!statSync(path, { throwIfNoEntry: false })?.isFile()) {
    throw new CommandError("metrics_missing", `There is no file ${JSON.stringify(path)} with metrics; a URL begins with http.`, {
      exit: exitCode.usage,
    });
  }
  const text = readFileSync(path, "utf8");
  return text.endsWith("\n") ? text : `${text}\n`;
}

function withoutPassword(address: string): string {
  return address.replace(/\/\/[^@/]*@/, "//");
}
