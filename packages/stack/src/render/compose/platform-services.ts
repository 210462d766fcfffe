import type { OutputFile } from "@platform/grafana-dashboards";
import type { ContainerDefinition, PlatformDefinition } from "@platform/grafana-dashboards/define";
import { secretFile } from "../components/component.ts";
import { fingerprintOf } from "../components/fingerprint.ts";
import { bind, CONFINED, type ComposeService, environmentOf, healthBy, limitsOf, NETWORK, VOLUME_OWNERS, volumeOf } from "./compose-service.ts";

/** Holds the programs of the platform's own containers. */
export const PROGRAM_FOLDER = "${PROGRAM_FOLDER:-../..}";

/** The platform's own containers, in the profile of its name. */
export function platformServices({ name, containers }: PlatformDefinition): Readonly<Record<string, ComposeService>> {
  return Object.fromEntries(containers.map((container) => [container.name, serviceOf(container, name)]));
}

/** The small files of the platform's own containers. @returns `compose/containers/<container>/<path inside>` */
export function platformFiles({ containers }: PlatformDefinition): readonly OutputFile[] {
  return containers.flatMap(filesOf);
}

function filesOf({ name, files }: ContainerDefinition): readonly OutputFile[] {
  return Object.entries(files).map(([path, content]) => ({ path: `compose/containers/${name}${path}`, content }));
}

function serviceOf(container: ContainerDefinition, profile: string): ComposeService {
  const { name, image, user, command, env, secrets, dataFolder, program, scratchFolders, health, limits, needs } = container;
  const files = filesOf(container);
  const waits = [
    ...needs.map((need) => [need, "service_healthy"] as const),
    ...(dataFolder === undefined ? [] : [[VOLUME_OWNERS, "service_completed_successfully"] as const]),
  ];
  return {
    ...CONFINED,
    profiles: [profile],
    image,
    user: `${user}:${user}`,
    tmpfs: [...CONFINED.tmpfs, ...scratchFolders.map((folder) => `${folder}:uid=${user},gid=${user},mode=750,noexec,nosuid,nodev`)],
    ...(command.length > 0 && { command: command.map(literal) }),
    ...(Object.keys(env).length > 0 && { environment: environmentOf(env, {}) }),
    ...(program !== undefined && { working_dir: program.at }),
    volumes: [
      ...Object.keys(container.files).map((path) => bind(`./containers/${name}${path}`, path)),
      ...(program?.parts ?? []).map((part) => bind(`${PROGRAM_FOLDER}/${part}`, `${program?.at}/${part}`)),
      ...(dataFolder === undefined ? [] : [{ type: "volume" as const, source: volumeOf(name), target: dataFolder }]),
    ],
    ...(secrets.length > 0 && { secrets: secrets.map((source) => ({ source, target: secretFile(source) })) }),
    networks: [NETWORK],
    healthcheck: healthBy(health.map(literal)),
    ...(waits.length > 0 && { depends_on: Object.fromEntries(waits.map(([need, condition]) => [need, { condition }])) }),
    ...(files.length > 0 && { labels: { "platform.files": fingerprintOf(files) } }),
    deploy: limitsOf(limits),
    stop_grace_period: "10s",
  };
}

/** Compose reads a dollar as the beginning of a variable. */
function literal(text: string): string {
  return text.replaceAll("$", "$$$$");
}
