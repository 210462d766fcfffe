import type { Model } from "@platform/grafana-dashboards";
import { CommandError } from "../command-error.ts";
import { exitCode } from "../exit-code.ts";
import { loginOf, monitoringAddress } from "../monitoring-address.ts";
import { PASSWORD_HINT } from "../password-file.ts";

const ANSWER_SECONDS = 10;

/** A running Alertmanager: https://github.com/prometheus/alertmanager/blob/main/api/v2/openapi.yaml */
export interface AlertmanagerClient {
  readonly url: string;
  /**
   * @param path - below the address
   * @throws CommandError `alertmanager_unreachable`, `alertmanager_refused`
   */
  text(path: string): Promise<string>;
  json<T>(path: string): Promise<T>;
  send<T>(method: "POST" | "DELETE", path: string, body?: object): Promise<T | undefined>;
}

/**
 * @param url - default that of the platform's links
 * @throws CommandError `url_invalid`, `secret_unreadable`
 */
export function alertmanagerClient(url: string | undefined, { platform }: Model): AlertmanagerClient {
  const { base, headers: login } = loginOf(monitoringAddress(url ?? platform.links.alertmanager, "an Alertmanager"));
  const text = (path: string, { headers, ...init }: RequestOptions = {}) => ask(base, path, { ...init, headers: { ...login, ...headers } });
  return {
    url: base,
    text: (path) => text(path),
    json: async <T>(path: string) => JSON.parse(await text(path)) as T,
    send: async <T>(method: string, path: string, body?: object) => {
      const answer = await text(path, { method, ...(body && { headers: { "content-type": "application/json" }, body: JSON.stringify(body) }) });
      return answer === "" ? undefined : (JSON.parse(answer) as T);
    },
  };
}

interface RequestOptions extends Omit<RequestInit, "headers"> {
  readonly headers?: Readonly<Record<string, string>>;
}

async function ask(base: string, path: string, init: RequestInit): Promise<string> {
  const response = await fetch(`${base}${path}`, { ...init, signal: AbortSignal.timeout(ANSWER_SECONDS * 1000) }).catch((cause: unknown) => {
    throw new CommandError("alertmanager_unreachable", `Alertmanager does not answer at ${base}.`, {
      exit: exitCode.environment,
      hint: "Name it with --alertmanager.",
      cause,
    });
  });
  const text = await response.text();
  if (!response.ok) {
    throw new CommandError("alertmanager_refused", `Alertmanager answered ${response.status} to ${path}: ${text.slice(0, 300).trim()}`, {
      exit: exitCode.environment,
      hint: response.status === 401 ? PASSWORD_HINT : undefined,
    });
  }
  return text;
}
