import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { renderYaml } from "@platform/grafana-dashboards";
import { compare, hash } from "bcryptjs";
import { parse } from "yaml";
import { type StateFolder, writeAtomically, writeError } from "../deployment/state-folder.ts";
import { readWebPassword, WEB_USER, type WebSettings } from "./web-settings.ts";

/** About a twentieth of a second for each guess; Prometheus and Alertmanager remember who was right. */
const ROUNDS = 10;

/** https://prometheus.io/docs/prometheus/latest/configuration/https/ */
interface WebConfig {
  readonly basic_auth_users: Readonly<Record<string, string>>;
  readonly http_server_config: { readonly headers: Readonly<Record<string, string>> };
  readonly tls_server_config?: object;
}

export function webConfigFile(state: StateFolder): string {
  return join(state.web, "web.yml");
}

/** Makes the file anew for programs that are guarded. */
export async function refreshWebConfig(state: StateFolder, programs: readonly { readonly web?: WebSettings }[]): Promise<void> {
  const web = programs.find((program) => program.web !== undefined)?.web;
  if (web !== undefined) {
    await writeWebConfig(state, web);
  }
}

/**
 * Writes the file that Prometheus and Alertmanager read at each connection. It follows the password, wherever that came from: it is made anew
 * whenever programs are started, and is part of no backup.
 *
 * @throws EnvironmentError `secret_unreadable`, `secret_weak`, `secret_too_long`, `disk_full`, `folder_unwritable`
 */
async function writeWebConfig(state: StateFolder, { passwordFile, tls }: WebSettings): Promise<void> {
  const file = webConfigFile(state);
  const password = await readWebPassword(passwordFile);
  const config: WebConfig = {
    ...(tls !== undefined && { tls_server_config: { cert_file: tls.certificateFile, key_file: tls.keyFile, min_version: "TLS12" } }),
    http_server_config: {
      headers: {
        ...(tls !== undefined && { "Strict-Transport-Security": "max-age=31536000" }),
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "deny",
      },
    },
    basic_auth_users: { [WEB_USER]: await hashOf(password, file) },
  };
  await mkdir(state.web, { recursive: true, mode: 0o700 }).catch((cause: unknown) => {
    throw writeError(state.web, cause);
  });
  await writeAtomically(file, renderYaml(config));
}

/** The one in use where it is of the same password: who is known stays known. */
async function hashOf(password: string, file: string): Promise<string> {
  const before = await readFile(file, "utf8").then(
    (text) => (parse(text) as Partial<WebConfig> | null)?.basic_auth_users?.[WEB_USER],
    () => undefined,
  );
  return before !== undefined && (await compare(password, before)) ? before : hash(password, ROUNDS);
}
