import { runningDaemon } from "../deployment/daemon.ts";
import { type DeployedProgram, type DeploymentRecord, readRecord } from "../deployment/deployment-record.ts";
import { requireFolder, type StateFolder } from "../deployment/state-folder.ts";
import { EnvironmentError } from "../environment-error.ts";
import { type AskWeb, askingBy, type Endpoint } from "../web/endpoint.ts";
import type { WebSettings } from "../web/web-settings.ts";
import { askAlertmanager } from "./alertmanager-checks.ts";
import { backupAge, certificates, disk, ownCertificate } from "./machine-checks.ts";
import { askPrometheus } from "./prometheus-checks.ts";

/** What one look at a running deployment found. */
export interface HealthResult {
  /** `program prometheus`, `targets`, `rules`. */
  readonly check: string;
  /** Only `wrong` makes a deployment unhealthy. */
  readonly state: "fine" | "warning" | "wrong";
  readonly found: string;
  readonly fix?: string;
}

export interface HealthReport {
  readonly healthy: boolean;
  readonly results: readonly HealthResult[];
}

/** What the checks look at. */
export interface HealthSubject {
  readonly state: StateFolder;
  readonly record: Pick<DeploymentRecord, "scrapeIntervalSeconds"> & { readonly programs: readonly { readonly name: string }[] };
  /** Where a program answers, or undefined where it does not. */
  readonly endpointOf: (name: string) => Endpoint | undefined;
  /** How Prometheus and Alertmanager are guarded; default not at all. */
  readonly web?: WebSettings;
}

export type HealthCheck = (subject: HealthSubject) => Promise<readonly HealthResult[]>;

const CHECKS: readonly HealthCheck[] = [askPrometheus, askAlertmanager, disk, certificates, ownCertificate, backupAge];
const ANSWER_SECONDS = 5;

/**
 * Looks at everything, however much of it is wrong: programs, configuration, targets, rules, receivers, age of the data, disk, certificates and
 * backups.
 *
 * @throws EnvironmentError `not_deployed`
 */
export async function stackHealth(state: StateFolder): Promise<HealthReport> {
  await requireFolder(state);
  const record = await readRecord(state);
  if (record === undefined) {
    throw new EnvironmentError("not_deployed", `Nothing is deployed in ${state.root}.`, "Run: platform stack deploy");
  }
  const answering = new Map<string, Endpoint>();
  const programs = await Promise.all(record.programs.map((program) => lookAt(state, program, answering)));
  const web = record.programs.find((program) => program.web !== undefined)?.web;
  const subject: HealthSubject = { state, record, endpointOf: (name) => answering.get(name), ...(web && { web }) };
  const rest = await Promise.all(CHECKS.map((check) => check(subject)));
  const results = [deployment(record), ...programs, ...rest.flat()];
  return { healthy: results.every((result) => result.state !== "wrong"), results };
}

function deployment({ phase, config }: DeploymentRecord): HealthResult {
  return phase === "deployed"
    ? { check: "deployment", state: "fine", found: `configuration ${config}` }
    : { check: "deployment", state: "wrong", found: "the last deploy was ended in its middle", fix: "Run: platform stack deploy" };
}

async function lookAt(state: StateFolder, program: DeployedProgram, answering: Map<string, Endpoint>): Promise<HealthResult> {
  const check = `program ${program.name}`;
  const daemon = await runningDaemon(state, program.name);
  if (daemon === undefined) {
    return {
      check,
      state: "wrong",
      found: "does not run",
      fix: `Run: platform stack start; platform stack logs ${program.name} shows why it ended.`,
    };
  }
  const { readyUrl, web } = program;
  const ask = askingBy(web);
  const answer = readyUrl === undefined ? "200" : await answerOf(ask, readyUrl);
  if (answer !== "200") {
    const fix =
      answer === "401"
        ? `${web?.passwordFile} holds another password than at the last start. Run: platform stack deploy`
        : `Run: platform stack logs ${program.name}; then platform stack restart.`;
    return { check, state: "wrong", found: `process ${daemon.pid} runs, and ${readyUrl} answers ${answer}`, fix };
  }
  if (readyUrl !== undefined) {
    answering.set(program.name, { url: new URL(readyUrl).origin, ask });
  }
  return { check, state: "fine", found: `${program.version}, process ${daemon.pid}` };
}

async function answerOf(ask: AskWeb, url: string): Promise<string> {
  return ask(url, { signal: AbortSignal.timeout(ANSWER_SECONDS * 1000) }).then(
    async (response) => {
      await response.body?.cancel();
      return String(response.status);
    },
    (error: Error) => (error instanceof EnvironmentError ? `nothing: ${error.message}` : "nothing"),
  );
}
