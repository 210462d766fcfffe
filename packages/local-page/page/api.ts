import { type Ask, askOnce, type Parameters, requestKey } from "../src/dashboard/ask.ts";
import { askRecording } from "../src/dashboard/recording.ts";
import { type Recorded, recorded } from "./recorded.ts";

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
export const ask: Ask = recorded === undefined ? askOnce(askServer) : askRecorded(recorded);

async function askServer(path: string, parameters: Parameters): Promise<unknown> {
  const address = Object.keys(parameters).length === 0 ? path : requestKey(path, parameters);
  return read(await fetch(`/api/${address}`));
}

/** A page without a server has one dashboard, and the answers that it needs. */
function askRecorded({ title, dashboard, recording, neighbours }: Recorded): Ask {
  const overview: Overview = {
    title,
    scrapeSeconds: recording.scrapeSeconds,
    alertmanager: false,
    telemetry: false,
    dashboards: neighbours,
    runbooks: [],
    actions: [],
  };
  const answer = askRecording(recording);
  return async (path, parameters) => (path === "overview" ? overview : path.startsWith("dashboards/") ? dashboard : answer(path, parameters));
}

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
