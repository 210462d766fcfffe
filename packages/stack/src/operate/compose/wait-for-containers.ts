import { setTimeout as sleep } from "node:timers/promises";
import { VOLUME_OWNERS } from "../../render/compose/compose-service.ts";
import { EnvironmentError } from "../environment-error.ts";
import type { ComposeContainer, ComposeProject } from "./compose-project.ts";

const POLL_SECONDS = 1;
const FAILED_LOOKS = 3;

/** What a container does, in one word of ours. */
export function stateOf({
  Service,
  State,
  Health,
  ExitCode,
}: ComposeContainer): "done" | "failed" | "paused" | "starting" | "stopped" | "unhealthy" | "working" {
  if (Service === VOLUME_OWNERS && State === "exited") {
    return ExitCode === 0 ? "done" : "failed";
  }
  if (State === "running") {
    return Health === "starting" ? "starting" : Health === "unhealthy" ? "unhealthy" : "working";
  }
  if (State === "paused") {
    return "paused";
  }
  return State === "restarting" || State === "dead" ? "failed" : "stopped";
}

/**
 * Waits until every container works, or has done its work. One that has failed three times in a row of looks will not work.
 *
 * @throws EnvironmentError `program_died`, `program_not_ready` with the last words of the container
 */
export async function waitForContainers(project: ComposeProject, { timeoutSeconds = 300 } = {}): Promise<readonly ComposeContainer[]> {
  const deadline = performance.now() + timeoutSeconds * 1000;
  const failures = new Map<string, number>();
  while (true) {
    const containers = await project.containers();
    for (const container of containers) {
      failures.set(container.Service, stateOf(container) === "failed" ? (failures.get(container.Service) ?? 0) + 1 : 0);
    }
    const failed = containers.find(({ Service }) => (failures.get(Service) ?? 0) >= FAILED_LOOKS);
    if (failed !== undefined) {
      throw new EnvironmentError(
        "program_died",
        `Container ${failed.Service} ends with code ${failed.ExitCode}${await lastWords(project, failed)}.`,
        fixOf(failed),
      );
    }
    const waiting = containers.filter((container) => !["done", "working"].includes(stateOf(container)));
    const [first] = waiting;
    if (first === undefined) {
      return containers;
    }
    if (performance.now() > deadline) {
      const names = waiting.map(({ Service }) => Service).join(", ");
      throw new EnvironmentError(
        "program_not_ready",
        `After ${timeoutSeconds} s ${names} do not work${await lastWords(project, first)}.`,
        fixOf(first),
      );
    }
    await sleep(POLL_SECONDS * 1000);
  }
}

async function lastWords(project: ComposeProject, { Service }: ComposeContainer): Promise<string> {
  const text = await project.run(["logs", "--no-color", "--no-log-prefix", "--tail", "1", Service]).catch(() => "");
  return text.trim() === "" ? "" : `: ${text.trim()}`;
}

function fixOf({ Service }: ComposeContainer): string {
  return `platform stack logs ${Service} tells more.`;
}
