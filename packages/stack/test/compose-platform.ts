import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildModel, renderFiles } from "@platform/grafana-dashboards";
import { afterAll } from "vitest";
import { type ComposeSettings, findFreePorts, type StateFolder, stateFolder } from "../src/index.ts";
import { stackRenderers } from "../src/render.ts";
import { type FakeDocker, isOfFolder } from "./fake-docker-state.ts";
import { SEARCH_PATH } from "./live-programs.ts";
import { notifiedPlatform } from "./notified-platform.ts";

/** What a deployment in containers is made of, with a Docker that can be told to fail. */
export interface ComposePlatform extends AsyncDisposable {
  readonly state: StateFolder;
  readonly secrets: string;
  readonly settings: ComposeSettings;
  docker(): FakeDocker;
  tell(change: Partial<FakeDocker>): void;
}

const PORTS = ["PROMETHEUS", "ALERTMANAGER", "GRAFANA", "LOKI", "JAEGER_HTTP", "JAEGER_OTLP_HTTP"] as const;
const RANDOM = "u9Kq2mZr7TxWv4Lp";

const often = { scrapeIntervalSeconds: 1, evaluationIntervalSeconds: 1, tileSeconds: 20, samplesPerSlo: 10_000_000 };
const model = buildModel({ ...notifiedPlatform(), prometheus: { ...notifiedPlatform().prometheus, ...often } });
const files = renderFiles(model, stackRenderers);

/** What Node has compiled of the stand-in, for all its calls of one file of tests. */
const compiled = mkdtempSync(join(tmpdir(), "stack-compiled-"));
afterAll(() => rmSync(compiled, { recursive: true, force: true }));

export async function composePlatform(): Promise<ComposePlatform> {
  const folder = mkdtempSync(join(tmpdir(), "stack-compose-"));
  const [bin, secrets, stateFile] = [join(folder, "bin"), join(folder, "secrets"), join(folder, "docker.json")];
  mkdirSync(bin);
  const script = fileURLToPath(new URL("fake-docker.ts", import.meta.url));
  // Versions are asked before every command: the shell answers those.
  const versions = `case "$1 $2" in "version --format") test -s '${folder}/engine' && exec cat '${folder}/engine';; "compose version") exec cat '${folder}/compose';; esac`;
  writeFileSync(join(bin, "docker"), `#!/bin/sh\n${versions}\nexec '${process.execPath}' '${script}' "$@"\n`, { mode: 0o755 });
  const tell = (told: FakeDocker) => {
    writeFileSync(stateFile, JSON.stringify(told));
    writeFileSync(join(folder, "engine"), told.isStopped ? "" : `${told.engine}\n`);
    writeFileSync(join(folder, "compose"), `${told.compose}\n`);
  };
  const empty: FakeDocker = { engine: "28.5.1", compose: "2.40.3", failing: {}, containers: {}, calls: [], testPid: process.pid };
  tell(empty);
  const free = await findFreePorts(PORTS.length);
  const envFile = join(folder, ".env");
  writeFileSync(envFile, ["DOCKER_SOCKET=/dev/null\n", ...PORTS.map((name, index) => `${name}_PORT=${free[index]}\n`)].join(""));
  mkdirSync(secrets);
  chmodSync(secrets, 0o700);
  const compose = files.find(({ path }) => path === "compose/compose.yaml")?.content ?? "";
  for (const [, name = ""] of compose.matchAll(/\{SECRETS_FOLDER:-\.\/secrets\}\/([\w-]+)/g)) {
    // OAuth2 Proxy takes a line break for a part of it.
    writeFileSync(join(secrets, name), name.startsWith("oauth-") ? RANDOM : `${RANDOM}\n`, { mode: 0o644 });
    chmodSync(join(secrets, name), 0o644);
  }
  const docker = () => JSON.parse(readFileSync(stateFile, "utf8")) as FakeDocker;
  return {
    state: stateFolder(join(folder, "state")),
    secrets,
    settings: {
      ...{ model, files, envFile, secretsFolder: secrets, programFolder: folder, profiles: [] },
      searchPath: `${bin}${delimiter}${SEARCH_PATH}`,
      environment: { FAKE_DOCKER: stateFile, NODE_COMPILE_CACHE: compiled },
    },
    docker,
    tell: (told) => tell({ ...docker(), ...told }),
    [Symbol.asyncDispose]: async () => {
      for (const { pid } of Object.values(docker().containers)) {
        if (pid !== undefined && isOfFolder(pid, folder)) {
          process.kill(pid, "SIGKILL");
        }
      }
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
