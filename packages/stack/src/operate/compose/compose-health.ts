import type { StateFolder } from "../deployment/state-folder.ts";
import { askAlertmanager } from "../health/alertmanager-checks.ts";
import { backupAge, certificates, disk } from "../health/machine-checks.ts";
import { askPrometheus } from "../health/prometheus-checks.ts";
import type { HealthCheck, HealthReport, HealthResult } from "../health/stack-health.ts";
import type { Endpoint } from "../web/endpoint.ts";
import { type ComposeContainer, localUrl } from "./compose-project.ts";
import type { ComposeRecord } from "./compose-record.ts";
import type { DockerPlace } from "./docker.ts";
import { openAny } from "./operate-compose.ts";
import { isRestoreUnfinished, UNFINISHED } from "./restore-mark.ts";
import { stateOf } from "./wait-for-containers.ts";

const CHECKS: readonly HealthCheck[] = [askPrometheus, askAlertmanager, disk, certificates, backupAge];
/** What is asked itself, at its port inside of its container. */
const ASKED = { prometheus: 9090, alertmanager: 9093 } as const;

/**
 * Looks at everything, however much of it is wrong: every container that the definitions ask for, and all that is looked at on one machine without containers.
 *
 * @throws EnvironmentError `not_deployed`, `docker_unreachable`
 */
export async function composeHealth(state: StateFolder, place: DockerPlace): Promise<HealthReport> {
  const { project, record } = await openAny(state, place);
  const [model, containers] = await Promise.all([project.model(), project.containers()]);
  const wanted = Object.keys(model.services).sort();
  const looked = wanted.map((name) =>
    lookAt(
      name,
      containers.find(({ Service }) => Service === name),
    ),
  );
  const works = (name: string) => looked.some(({ check, state: is }) => check === `container ${name}` && is === "fine");
  const endpoints = new Map(Object.entries(ASKED).flatMap(([name, port]) => (works(name) ? endpointsAt(name, localUrl(model, name, port)) : [])));
  const programs = wanted.map((name) => ({ name: name.replace(/-exporter$/, "") }));
  const subject = {
    state,
    record: { programs, scrapeIntervalSeconds: record.scrapeIntervalSeconds },
    endpointOf: (name: string) => endpoints.get(name),
  };
  const rest = await Promise.all(CHECKS.map((check) => check(subject)));
  const results = [deployment(record, await isRestoreUnfinished(state)), ...looked, ...rest.flat()];
  return { healthy: results.every((result) => result.state !== "wrong"), results };
}

function endpointsAt(name: string, url: string | undefined): readonly (readonly [string, Endpoint])[] {
  return url === undefined ? [] : [[name, { url, ask: fetch }]];
}

function deployment({ phase, config }: ComposeRecord, isUnfinished: boolean): HealthResult {
  if (isUnfinished) {
    return { check: "deployment", state: "wrong", ...UNFINISHED };
  }
  return phase === "deployed"
    ? { check: "deployment", state: "fine", found: `configuration ${config}` }
    : { check: "deployment", state: "wrong", found: "the last deploy was ended in its middle", fix: "Run: platform stack deploy --target compose" };
}

const FOUND = {
  done: { state: "fine", found: "has done its work" },
  working: { state: "fine", found: "works" },
  starting: { state: "warning", found: "starts" },
  unhealthy: { state: "wrong", found: "runs, and does not answer" },
  paused: { state: "wrong", found: "stands still: a backup was ended in its middle" },
  stopped: { state: "wrong", found: "does not run" },
  failed: { state: "wrong", found: "ended" },
} as const satisfies Record<ReturnType<typeof stateOf>, Pick<HealthResult, "state" | "found">>;

function lookAt(name: string, container: ComposeContainer | undefined): HealthResult {
  const { state, found } = FOUND[container === undefined ? "stopped" : stateOf(container)];
  const check = `container ${name}`;
  return state === "wrong"
    ? { check, state, found, fix: `Run: platform stack start; platform stack logs ${name} shows why.` }
    : { check, state, found: `${found}, ${container?.Image}` };
}
