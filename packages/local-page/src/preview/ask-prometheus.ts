import type { Ask } from "../dashboard/ask.ts";
import { askUpstream } from "../server/proxy.ts";

interface PrometheusAnswer {
  readonly status: string;
  readonly data?: unknown;
  readonly errorType?: string;
  readonly error?: string;
}

const TIMEOUT_SECONDS = 60;

/** Asks a Prometheus directly, by the paths that dashboards use on the page. */
export function askPrometheus(url: string): Ask {
  return async (path, parameters) => {
    const target = path.replace(/^prometheus\//, "");
    const { body } = await askUpstream({ name: "Prometheus", url, fetch, timeoutSeconds: TIMEOUT_SECONDS }, target, new URLSearchParams(parameters));
    const { status, data, errorType, error } = JSON.parse(body) as PrometheusAnswer;
    if (status !== "success") {
      throw new Error(`${errorType}: ${error}`);
    }
    return data;
  };
}
