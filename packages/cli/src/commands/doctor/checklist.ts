import { existsSync } from "node:fs";
import { compareFiles, type Problem, renderFiles } from "@platform/grafana-dashboards";
import { type PlatformDefinition, secretFilesOf } from "@platform/grafana-dashboards/define";
import { composeStatus, EnvironmentError, stackStatus, stateFolder } from "@platform/stack";
import { stackRenderers } from "@platform/stack/render";
import { CommandError } from "../../command-error.ts";
import { listRunbooks } from "../../config/list-runbooks.ts";
import { listSecrets } from "../../config/list-secrets.ts";
import { loadPlatform } from "../../config/load-platform.ts";
import { type CheckedModel, checkedPlatform } from "../checked-model.ts";
import { healthOf } from "../stack/health.ts";
import { programPlace, targetOf } from "../stack/target.ts";
import type { Diagnosis } from "./doctor.ts";
import { examineDrill } from "./drills.ts";

/** Where the deployment, what is generated, the runbooks and the secrets are, as the other commands take them by default. */
export interface ChecklistPlaces {
  readonly config: string;
  readonly state: string;
  readonly out: string;
  readonly runbooks: string;
  readonly secrets: string;
}

interface Subject extends ChecklistPlaces {
  readonly platform: PlatformDefinition;
  readonly checked: CheckedModel;
}

type Row = (subject: Subject) => Diagnosis | Promise<Diagnosis>;

/** What must be done once before the monitoring can be relied on, and by which command. */
const ROWS: Readonly<Record<string, Row>> = {
  "monitoring is deployed": deployed,
  "channels are configured": channels,
  "dashboards are generated": dashboards,
  "rules are sound": ({ checked }) =>
    problems(checked, () => true, "platform check lists them; platform generate --rule-tests writes tests that promtool runs."),
  "synthetic monitoring watches": synthetic,
  "runbooks are there": runbooks,
  "backups are made": backups,
  "pages are behind TLS": tls,
  "incidents are played through": (subject) => examineDrill("incident", subject),
  "backups are restored": (subject) => examineDrill("restore", subject),
  "runbooks are followed": (subject) => examineDrill("runbook", subject),
  "dashboards are looked through": (subject) => examineDrill("dashboards", subject),
  "objectives are compared": (subject) => examineDrill("objectives", subject),
  "people are trained": (subject) => examineDrill("training", subject),
};

export interface ChecklistResult extends Diagnosis {
  readonly examined: string;
}

/** Every row of the checklist; none where the configuration does not load, which another look says. */
export async function examineChecklist(places: ChecklistPlaces): Promise<readonly ChecklistResult[]> {
  let platform: PlatformDefinition;
  try {
    platform = await loadPlatform(places.config);
  } catch (error) {
    if (error instanceof CommandError) {
      return [];
    }
    throw error;
  }
  const subject = { ...places, platform, checked: checkedPlatform(platform) };
  return Promise.all(Object.entries(ROWS).map(async ([examined, row]) => ({ examined, ...(await looked(row, subject)) })));
}

/** A machine that lacks what one row asks for does not keep the others from being looked at. */
async function looked(row: Row, subject: Subject): Promise<Diagnosis> {
  try {
    return await row(subject);
  } catch (error) {
    if (error instanceof EnvironmentError) {
      return { state: "wrong", found: error.found, fix: error.fix };
    }
    throw error;
  }
}

async function deployed({ state, platform }: Subject): Promise<Diagnosis> {
  const fix = "platform stack deploy, on this machine; or apply one of kubernetes/overlays, or start compose/compose.yaml.";
  if (!existsSync(state)) {
    return { state: "warning", found: `nothing in ${state}`, fix };
  }
  const { phase, parts } = await deploymentIn(state);
  if (phase !== "deployed") {
    return { state: "warning", found: phase === "nothing" ? `nothing in ${state}` : "the last deploy was ended in its middle", fix };
  }
  const silent = parts.filter(({ isRunning }) => !isRunning).map(({ name }) => name);
  return silent.length > 0
    ? { state: "wrong", found: `does not run: ${silent.join(", ")}`, fix: "platform stack start; platform stack health says more." }
    : { state: "fine", found: `${platform.name}: ${parts.map(({ name }) => name).join(", ")}` };
}

/** Its programs or containers, whatever runs them. */
async function deploymentIn(folder: string) {
  const state = stateFolder(folder);
  if ((await targetOf(state)) === "compose") {
    const { phase, containers } = await composeStatus(state, programPlace());
    return { phase, parts: containers.map(({ name, state: is }) => ({ name, isRunning: is === "working" || is === "done" })) };
  }
  const { phase, programs } = await stackStatus(state);
  return { phase, parts: programs.map(({ name, state: is }) => ({ name, isRunning: is === "running" })) };
}

function channels({ platform: { notifications }, secrets }: Subject): Diagnosis {
  if (notifications === undefined) {
    return { state: "warning", found: "nobody is told of any alert", fix: "Give the platform notifications: defineNotifications({ … })." };
  }
  const wanted = secretFilesOf(notifications);
  const there = existsSync(secrets) ? listSecrets(secrets) : new Set<string>();
  const missing = wanted.filter((name) => !there.has(name));
  return missing.length > 0
    ? {
        state: "warning",
        found: `no secret for ${missing.join(", ")}`,
        fix: `Write each into a file of that name in ${secrets}, readable by its owner alone.`,
      }
    : { state: "fine", found: `${Object.keys(notifications.teams).length} teams, ${wanted.length} secrets` };
}

function dashboards({ checked: { model }, out }: Subject): Diagnosis {
  const fix = `platform generate --out ${out}, then platform push for a Grafana that is not provisioned from there.`;
  if (!existsSync(out)) {
    return { state: "warning", found: `nothing in ${out}`, fix };
  }
  const differences = compareFiles(renderFiles(model, stackRenderers), { folder: out });
  return differences.length > 0
    ? { state: "warning", found: `${differences.length} files in ${out} are not as they would be generated`, fix }
    : { state: "fine", found: `${model.dashboards.length} in ${out}, up to date` };
}

function synthetic({ checked: { model } }: Subject): Diagnosis {
  const found = model.exporters.filter(({ metrics }) => metrics.some(({ name }) => /^(probe|synthetic)_/.test(name)));
  return found.length === 0
    ? { state: "warning", found: "nothing is tried before users do", fix: "uses: [blackbox({ probes }), synthetics({ flows })]" }
    : { state: "fine", found: found.map(({ name }) => name).join(", ") };
}

function runbooks({ platform, runbooks: folder }: Subject): Diagnosis {
  if (!existsSync(folder)) {
    return {
      state: "warning",
      found: `there is no folder ${folder}`,
      fix: "Write a page for each alert; platform check --runbooks <folder> names those that are missing.",
    };
  }
  const pages = listRunbooks(folder);
  const checked = checkedPlatform(platform, () => ({ runbooks: pages }));
  return problems(checked, ({ check }) => check.startsWith("runbook"), `Write them below ${folder}.`);
}

async function backups({ state }: Subject): Promise<Diagnosis> {
  if (!existsSync(state) || (await deploymentIn(state)).phase !== "deployed") {
    return { state: "warning", found: "nothing is deployed here", fix: "platform stack backup, daily, where it is." };
  }
  const { results } = await healthOf(state);
  const age = results.find(({ check }) => check === "backup age");
  return age === undefined
    ? { state: "warning", found: "not known", fix: "platform stack health" }
    : { state: age.state, found: age.found, ...(age.fix && { fix: age.fix }) };
}

function tls({ platform: { links, kubernetes } }: Subject): Diagnosis {
  const { runbooks: _, ...pages } = links;
  const open = Object.entries(pages).filter(([, url]) => !url.startsWith("https://") && !/^http:\/\/(localhost|127\.0\.0\.1|\[::1\])(:|$)/.test(url));
  if (open.length > 0) {
    return {
      state: "wrong",
      found: open.map(([page, url]) => `${page} at ${url}`).join(", "),
      fix: "docs/security.md: a proxy with TLS, or the web configuration.",
    };
  }
  const issuer = kubernetes === undefined ? "" : `, in the cluster by ${kubernetes.clusterIssuer ?? "secrets <page>-tls"}`;
  return { state: "fine", found: `https, or this machine alone${issuer}` };
}

function problems({ problems: all }: CheckedModel, isAsked: (problem: Problem) => boolean, fix: string): Diagnosis {
  const found = all.filter(isAsked);
  const errors = found.filter(({ severity }) => severity === "error");
  if (found.length === 0) {
    return { state: "fine", found: "nothing to say against them" };
  }
  return {
    state: errors.length > 0 ? "wrong" : "warning",
    found: `${errors.length} errors, ${found.length - errors.length} warnings; ${found[0]?.message}`,
    fix,
  };
}
