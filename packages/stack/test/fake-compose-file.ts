import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { parseEnv } from "node:util";
import { parse } from "yaml";

/** One program of a file for Compose, as much of it as the stand-in for Docker reads. */
export interface Service {
  readonly image: string;
  readonly profiles?: readonly string[];
  readonly restart?: string;
  readonly command?: readonly string[];
  readonly ports?: readonly string[];
  readonly volumes?: readonly {
    readonly type: string;
    readonly source: string;
    readonly target: string;
    readonly bind?: { readonly create_host_path?: boolean };
  }[];
  readonly secrets?: readonly { readonly source: string }[];
}

export interface File {
  readonly name: string;
  readonly services: Record<string, Service>;
  readonly secrets: Record<string, { readonly file: string }>;
}

/** A file with its variables, the services of these profiles, and paths as seen from it. */
export function readComposeFile(path: string, envFile: string | undefined, profiles: readonly string[]): File {
  const variables: Record<string, string | undefined> = { ...(envFile && parseEnv(readFileSync(envFile, "utf8"))), ...process.env };
  const text = readFileSync(path, "utf8").replaceAll(/\$\$|\$\{(\w+):-([^}]*)\}/g, (all, name: string, usual: string) =>
    all === "$$" ? "$" : variables[name] || usual,
  );
  const { services, secrets, ...file } = parse(text) as File;
  const active = Object.entries(services).filter(([, { profiles: own }]) => own === undefined || own.some((profile) => profiles.includes(profile)));
  const used = new Set(active.flatMap(([, service]) => (service.secrets ?? []).map(({ source }) => source)));
  const at = (relative: string) => resolve(dirname(path), relative);
  return {
    ...file,
    services: Object.fromEntries(
      active.map(([name, service]) => [
        name,
        { ...service, volumes: service.volumes?.map((volume) => (volume.type === "bind" ? { ...volume, source: at(volume.source) } : volume)) ?? [] },
      ]),
    ),
    secrets: Object.fromEntries(
      Object.entries(secrets).flatMap(([name, { file: source }]) => (used.has(name) ? [[name, { file: at(source) }]] : [])),
    ),
  };
}
