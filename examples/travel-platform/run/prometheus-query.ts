import { type Expression, print } from "@platform/promql";

export interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  /** May be NaN or infinite. */
  readonly value: number;
}

interface VectorAnswer {
  readonly status: "success" | "error";
  readonly error?: string;
  readonly data?: { readonly result: readonly { readonly metric: Readonly<Record<string, string>>; readonly value: readonly [number, string] }[] };
}

const ANSWER_SECONDS = 10;

/**
 * Evaluates an expression now.
 *
 * @param options.url - of Prometheus, without a slash at the end
 * @throws Error when Prometheus does not answer or refuses the query
 * @see https://prometheus.io/docs/prometheus/latest/querying/api/#instant-queries
 */
export async function queryPrometheus(expression: Expression, { url }: { readonly url: string }): Promise<readonly Sample[]> {
  const query = print(expression);
  const response = await fetch(`${url}/api/v1/query`, {
    method: "POST",
    body: new URLSearchParams({ query }),
    signal: AbortSignal.timeout(ANSWER_SECONDS * 1000),
  });
  const answer = (await response.json()) as VectorAnswer;
  if (answer.data === undefined) {
    throw new Error(`Prometheus refuses ${query}: ${answer.error}`);
  }
  return answer.data.result.map(({ metric, value }) => ({ labels: metric, value: toNumber(value[1]) }));
}

function toNumber(text: string): number {
  return text === "+Inf" ? Number.POSITIVE_INFINITY : text === "-Inf" ? Number.NEGATIVE_INFINITY : Number(text);
}
