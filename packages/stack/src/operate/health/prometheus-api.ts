import type { Endpoint } from "../web/endpoint.ts";

/** Asks the HTTP API of a Prometheus or an Alertmanager. */
export type Ask = <T>(path: string) => Promise<T>;

const ANSWER_SECONDS = 10;

export function askAt({ url: baseUrl, ask }: Endpoint): Ask {
  return async <T>(path: string) => {
    const response = await ask(`${baseUrl}${path}`, { signal: AbortSignal.timeout(ANSWER_SECONDS * 1000) });
    const text = await response.text();
    if (!response.ok) {
      throw new Error(`${baseUrl}${path} answered ${response.status}: ${text.slice(0, 200).trim()}`);
    }
    return JSON.parse(text) as T;
  };
}

interface VectorAnswer {
  readonly data: { readonly result: readonly { readonly metric: Readonly<Record<string, string>>; readonly value: readonly [number, string] }[] };
}

export interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** The samples of an instant query. @param at - Unix seconds; default now */
export async function querySamples(ask: Ask, query: string, at?: number): Promise<readonly Sample[]> {
  const time = at === undefined ? "" : `&time=${at}`;
  const { data } = await ask<VectorAnswer>(`/api/v1/query?query=${encodeURIComponent(query)}${time}`);
  return data.result.map(({ metric, value }) => ({ labels: metric, value: Number(value[1]) }));
}
