import { FILES } from "../../render/components/component.ts";
import { PROXY_VARIABLES } from "../../render/compose/proxy-services.ts";
import { EnvironmentError } from "../environment-error.ts";
import type { ComposeModel } from "./compose-project.ts";
import type { Docker } from "./docker.ts";

/** A program that reads its file and says whether it takes it. */
interface ImageCheck {
  readonly folder: string;
  readonly entrypoint: string;
  readonly args: readonly string[];
}

const CHECKS: Readonly<Record<string, ImageCheck>> = {
  prometheus: { folder: "prometheus", entrypoint: "promtool", args: ["check", "config", `${FILES}/prometheus/prometheus.yml`] },
  alertmanager: { folder: "alertmanager", entrypoint: "amtool", args: ["check-config", `${FILES}/alertmanager/alertmanager.yml`] },
  loki: { folder: "loki", entrypoint: "/usr/bin/loki", args: ["-verify-config", `-config.file=${FILES}/loki/loki.yml`] },
  "blackbox-exporter": {
    folder: "blackbox",
    entrypoint: "/bin/blackbox_exporter",
    args: ["--config.check", `--config.file=${FILES}/blackbox/blackbox.yml`],
  },
};

/** A container that sees one folder and nothing else: no network, no secret. */
const ALONE = ["--rm", "--network", "none", "--read-only", "--tmpfs", "/tmp", "--cap-drop", "ALL", "--security-opt", "no-new-privileges"];

/**
 * Has each configuration read by the very program that is to run on it, before anything is changed.
 *
 * @param folder - of generated files
 * @throws EnvironmentError `config_refused`, or that of Docker
 */
export async function requireTaken(docker: Docker, folder: string, { services }: ComposeModel): Promise<void> {
  for (const [service, { folder: part, entrypoint, args }] of Object.entries(CHECKS)) {
    const image = services[service]?.image;
    if (image !== undefined) {
      const mount = ["--volume", `${folder}/${part}:${FILES}/${part}:ro`];
      await docker.run(["run", ...ALONE, ...mount, "--entrypoint", entrypoint, image, ...args]).catch((cause: unknown) => {
        throw cause instanceof EnvironmentError && cause.code === "docker_failed" ? refused(service, cause) : cause;
      });
    }
  }
}

/**
 * @throws EnvironmentError `config_refused` for a proxy that nobody could log in to
 */
export function requireLogin({ services }: ComposeModel): void {
  const command = services.oauth2?.command ?? [];
  const missing = Object.entries(PROXY_VARIABLES).filter(([, argument]) => command.includes(argument));
  if (missing.length > 0) {
    throw new EnvironmentError(
      "config_refused",
      `The proxy needs ${missing.map(([name]) => name).join(", ")}.`,
      "Nothing was changed. Write them into a file of variables, as .env.example lists them, and name it with --env-file.",
    );
  }
}

function refused(service: string, cause: EnvironmentError): EnvironmentError {
  const { stdout = "", stderr = "" } = (cause.cause ?? {}) as { readonly stdout?: string; readonly stderr?: string };
  const said = `${stdout}\n${stderr}`.split("\n").findLast((line) => /error|fail|invalid/i.test(line)) ?? cause.message;
  return new EnvironmentError(
    "config_refused",
    `${service} refuses its configuration: ${said.trim()}.`,
    "Nothing was changed. Correct the definition.",
    {
      cause,
    },
  );
}
