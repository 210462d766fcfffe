import type { Ask } from "../src/dashboard/ask.ts";
import { askOnce, requestKey } from "../src/dashboard/ask.ts";

export interface Overview {
  readonly title: string;
  readonly scrapeSeconds: number;
  readonly alertmanager: boolean;
  readonly telemetry: boolean;
  readonly dashboards: readonly { readonly uid: string; readonly title: string; readonly description?: string; readonly tags?: readonly string[] }[];
  readonly runbooks: readonly string[];
  readonly actions: readonly { readonly name: string; readonly title: string }[];
}

interface ApiAnswer {
  readonly status?: string;
  readonly data?: unknown;
  readonly errorType?: string;
  readonly error?: string;
}

/** Asks the page's own server; an answer in the form of Prometheus is unwrapped. */
export const ask: Ask = askOnce(async (path, parameters) => {
  const address = Object.keys(parameters).length === 0 ? path : requestKey(path, parameters);
  return read(await fetch(`/api/${address}`));
});

export async function post(path: string): Promise<void> {
  await read(await fetch(`/api/${path}`, { method: "POST" }));
}

async function read(response: Response): Promise<unknown> {
  const text = await response.text();
  const answer = parse(text);
  if (!response.ok || (answer as ApiAnswer).status === "error") {
    const { errorType, error } = (answer ?? {}) as ApiAnswer;
    throw new Error(error === undefined ? `HTTP ${response.status}: ${text.slice(0, 200)}` : `${errorType}: ${error}`);
  }
  return (answer as ApiAnswer | undefined)?.status === "success" ? (answer as ApiAnswer).data : answer;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}
