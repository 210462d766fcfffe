/** A line over time: one value or none for each time of its answer. */
export interface Series {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly refId: string;
  /** Seconds since 1970, rising. */
  readonly times: readonly number[];
  readonly values: readonly (number | null)[];
}

/** One point of an exemplar query. */
export interface Exemplar {
  readonly seconds: number;
  readonly value: number;
  readonly labels: Readonly<Record<string, string>>;
  readonly seriesLabels: Readonly<Record<string, string>>;
}

interface Sample {
  readonly metric: Readonly<Record<string, string>>;
  readonly value?: readonly [number, string];
  readonly values?: readonly (readonly [number, string])[];
}

/** `data` of an answer: https://prometheus.io/docs/prometheus/latest/querying/api/ */
export type QueryData =
  | { readonly resultType: "matrix"; readonly result: readonly Sample[] }
  | { readonly resultType: "vector"; readonly result: readonly Sample[] }
  | { readonly resultType: "scalar"; readonly result: readonly [number, string] };

export interface ReadOptions {
  readonly refId: string;
  readonly legend: string;
  readonly startSeconds: number;
  readonly endSeconds: number;
  readonly stepSeconds: number;
}

/** Series on the even grid of a range query; a time without a sample has null. An instant answer has one time. */
export function readSeries(data: QueryData, { refId, legend, startSeconds, endSeconds, stepSeconds }: ReadOptions): readonly Series[] {
  return samplesOf(data).map(({ metric, value, values }) => {
    const name = seriesName(metric, legend);
    if (values === undefined) {
      return { name, labels: metric, refId, times: [value?.[0] ?? endSeconds], values: [numberOf(value?.[1])] };
    }
    const times = Array.from({ length: Math.floor((endSeconds - startSeconds) / stepSeconds) + 1 }, (_, index) => startSeconds + index * stepSeconds);
    const grid: (number | null)[] = times.map(() => null);
    for (const [seconds, text] of values) {
      grid[Math.round((seconds - startSeconds) / stepSeconds)] = numberOf(text);
    }
    return { name, labels: metric, refId, times, values: grid.slice(0, times.length) };
  });
}

export function samplesOf(data: QueryData): readonly Sample[] {
  return data.resultType === "scalar" ? [{ metric: {}, value: data.result }] : data.result;
}

/** `+Inf`, `NaN` and the rest as Prometheus writes numbers. */
export function numberOf(text: string | undefined): number | null {
  return text === undefined ? null : Number(text.replace("Inf", "Infinity"));
}

/** The legend with its labels filled in; without one, the labels as Prometheus writes them. */
export function seriesName(labels: Readonly<Record<string, string>>, legend: string): string {
  if (legend !== "" && legend !== "__auto") {
    return legend.replaceAll(/\{\{\s*([^}\s]+)\s*\}\}/g, (_, label: string) => labels[label] ?? "");
  }
  const { __name__ = "", ...rest } = labels;
  const pairs = Object.entries(rest).map(([label, value]) => `${label}=${JSON.stringify(value)}`);
  return pairs.length === 0 ? __name__ || "Value" : `${__name__}{${pairs.join(", ")}}`;
}
