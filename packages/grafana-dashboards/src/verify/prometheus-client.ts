import { PrometheusError } from "./prometheus-error.ts";

/** Answer to a query: its series, how many of them have a value that is a number, and the labels that any has; or why there is no answer. */
export type QueryAnswer = { readonly series: number; readonly numbers: number; readonly labels: ReadonlySet<string> } | { readonly error: string };

/** A series with its samples, seconds since 1970 and value, in order of time. */
export interface SampledSeries {
  readonly labels: Readonly<Record<string, string>>;
  readonly samples: readonly (readonly [seconds: number, value: number])[];
}

export interface RangeOptions {
  readonly startSeconds: number;
  readonly endSeconds: number;
  readonly stepSeconds: number;
}

/** A rule as Prometheus runs it: https://prometheus.io/docs/prometheus/latest/querying/api/#rules */
export interface LoadedRule {
  readonly name: string;
  readonly type: "alerting" | "recording";
  readonly query: string;
  /** `for` of an alert, in seconds. */
  readonly duration?: number;
  readonly health: "ok" | "err" | "unknown";
  readonly lastError?: string;
  readonly state?: "inactive" | "pending" | "firing";
}

export interface LoadedGroup {
  readonly name: string;
  readonly rules: readonly LoadedRule[];
}

export interface ActiveTarget {
  readonly labels: Readonly<Record<string, string>>;
  readonly scrapeUrl: string;
  readonly health: "up" | "down" | "unknown";
  readonly lastError: string;
}

/** What verification asks of a Prometheus. Every call throws a PrometheusError if it cannot be reached. */
export interface PrometheusClient {
  instant(query: string, atSeconds: number): Promise<QueryAnswer>;
  range(query: string, options: RangeOptions): Promise<QueryAnswer>;
  /**
   * The series themselves, each with one sample for an instant and many for a range.
   *
   * @throws PrometheusError `query_failed` too, with what Prometheus says; `answer_partial` where it warns that series may be missing
   */
  series(query: string, at: number | RangeOptions): Promise<readonly SampledSeries[]>;
  /** The same expression as Prometheus writes it; undefined where it does not say, as some that speak its API. */
  formatted(query: string): Promise<string | undefined>;
  labelValues(label: string, selector: string): Promise<readonly string[]>;
  groups(): Promise<readonly LoadedGroup[]>;
  targets(): Promise<readonly ActiveTarget[]>;
}

export interface PrometheusClientOptions {
  /** Base URL; a user and password in it become basic authentication. */
  readonly url: string;
  readonly fetch: typeof fetch;
  /** For each request. */
  readonly timeoutSeconds: number;
}

interface Series {
  readonly metric: Readonly<Record<string, string>>;
  readonly value?: readonly [number, string];
  readonly values?: readonly (readonly [number, string])[];
}

/** Whoever asks several stores, such as Thanos, says by warnings which of them did not answer. */
interface SeriesAnswer {
  readonly data?: { readonly result?: readonly Series[] } | null;
  readonly error?: string;
  readonly warnings?: readonly string[];
}

/** Speaks the HTTP API of Prometheus: https://prometheus.io/docs/prometheus/latest/querying/api/ */
export function createPrometheusClient({ url, fetch, timeoutSeconds }: PrometheusClientOptions): PrometheusClient {
  const { base, headers } = addressOf(url);

  async function call(path: string, form?: Readonly<Record<string, string | number>>): Promise<unknown> {
    const body = form && new URLSearchParams(Object.entries(form).map(([name, value]): [string, string] => [name, String(value)]));
    const signal = AbortSignal.timeout(timeoutSeconds * 1000);
    let response: Response;
    let text: string;
    try {
      response = await fetch(`${base}${path}`, { headers, signal, ...(body && { method: "POST", body }) });
      text = await response.text();
    } catch (cause) {
      throw new PrometheusError("prometheus_unreachable", `Prometheus does not answer at ${base}: ${reason(cause)}.`, { cause });
    }
    const answer = parse(text);
    if (answer !== undefined) {
      return answer;
    }
    if (response.status === 401) {
      throw new PrometheusError("prometheus_unauthorized", `Prometheus at ${base} does not take the user and the password, or got none: status 401.`);
    }
    throw response.status === 502 || response.status === 503 || response.status === 504
      ? new PrometheusError("prometheus_unreachable", `Prometheus at ${base} is not ready: status ${response.status}.`)
      : new PrometheusError("not_prometheus", `${base}${path} answered with status ${response.status} and not as Prometheus does.`);
  }

  async function data<T>(path: string): Promise<T> {
    const answer = (await call(path)) as { readonly data?: T; readonly error?: string };
    if (answer.data === undefined) {
      throw new PrometheusError("not_prometheus", `${base}${path} answered: ${answer.error ?? "no data"}.`);
    }
    return answer.data;
  }

  async function query(path: string, form: Readonly<Record<string, string | number>>): Promise<QueryAnswer> {
    const { data: result, error } = (await call(path, form)) as { readonly data?: { resultType: string; result: unknown }; readonly error?: string };
    return result === undefined ? { error: error ?? "no data" } : counted(result);
  }

  const timeout = `${timeoutSeconds}s`;
  const instantForm = (query: string, time: number) => ({ query, time, timeout });
  const rangeForm = (query: string, range: RangeOptions) => ({
    query,
    start: range.startSeconds,
    end: range.endSeconds,
    step: range.stepSeconds,
    timeout,
  });

  return {
    instant: (expression, atSeconds) => query("/api/v1/query", instantForm(expression, atSeconds)),
    range: (expression, range) => query("/api/v1/query_range", rangeForm(expression, range)),
    series: async (expression, at) => {
      const request =
        typeof at === "number" ? call("/api/v1/query", instantForm(expression, at)) : call("/api/v1/query_range", rangeForm(expression, at));
      const { data: found, error, warnings = [] } = (await request) as SeriesAnswer;
      if (found === undefined) {
        throw new PrometheusError("query_failed", `Prometheus at ${base} cannot answer ${expression}: ${error ?? "no data"}.`);
      }
      if (!Array.isArray(found?.result)) {
        throw new PrometheusError("not_prometheus", `${base} answered ${expression} without a list of series, not as Prometheus does.`);
      }
      if (warnings.length > 0) {
        throw new PrometheusError("answer_partial", `Prometheus at ${base} has only a part of the answer to ${expression}: ${warnings.join("; ")}.`);
      }
      return found.result.map(sampled);
    },
    formatted: async (expression) => {
      const answer = await call("/api/v1/format_query", { query: expression }).catch((error: unknown) => {
        if (error instanceof PrometheusError && error.code === "not_prometheus") {
          return {};
        }
        throw error;
      });
      return (answer as { readonly data?: string }).data;
    },
    labelValues: (label, selector) => data(`/api/v1/label/${encodeURIComponent(label)}/values?match[]=${encodeURIComponent(selector)}`),
    groups: async () => (await data<{ readonly groups: readonly LoadedGroup[] }>("/api/v1/rules")).groups,
    targets: async () => (await data<{ readonly activeTargets: readonly ActiveTarget[] }>("/api/v1/targets?state=active")).activeTargets,
  };
}

function counted({ resultType, result }: { readonly resultType: string; readonly result: unknown }): QueryAnswer {
  if (resultType === "scalar") {
    return { series: 1, numbers: isNumber((result as readonly [number, string])[1]) ? 1 : 0, labels: new Set() };
  }
  const all = result as readonly Series[];
  const numbers = all.filter(({ value, values = [] }) => (value === undefined ? values : [value]).some(([, text]) => isNumber(text)));
  return { series: all.length, numbers: numbers.length, labels: new Set(all.flatMap(({ metric }) => Object.keys(metric))) };
}

function sampled({ metric, value, values }: Series): SampledSeries {
  return { labels: metric, samples: (value === undefined ? (values ?? []) : [value]).map(([seconds, text]) => [seconds, numberOf(text)]) };
}

/** Prometheus writes infinity as `+Inf`. */
function numberOf(text: string): number {
  return text.endsWith("Inf") ? (text.startsWith("-") ? -Infinity : Infinity) : Number(text);
}

function isNumber(text: string): boolean {
  return text !== "NaN";
}

function addressOf(url: string): { readonly base: string; readonly headers: Readonly<Record<string, string>> } {
  const parsed = new URL(url);
  const credentials = `${decodeURIComponent(parsed.username)}:${decodeURIComponent(parsed.password)}`;
  parsed.username = "";
  parsed.password = "";
  const headers = credentials === ":" ? {} : { authorization: `Basic ${Buffer.from(credentials).toString("base64")}` };
  return { base: parsed.href.replace(/\/+$/, ""), headers };
}

function parse(text: string): object | undefined {
  try {
    const answer: unknown = JSON.parse(text);
    return typeof answer === "object" && answer !== null && "status" in answer ? answer : undefined;
  } catch {
    return undefined; // Not JSON: the caller says who answered.
  }
}

function reason(cause: unknown): string {
  const { name, message, cause: inner } = cause as Error & { readonly cause?: NodeJS.ErrnoException };
  return name === "TimeoutError" ? "no answer in time" : (inner?.code ?? message);
}
