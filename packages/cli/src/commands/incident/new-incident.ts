import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { escalations, type Priority } from "@platform/alerts";
import type { Model } from "@platform/grafana-dashboards";
import { alertNamed, definedAlerts } from "../../alertmanager/defined-alerts.ts";
import { CommandError } from "../../command-error.ts";
import { type ExitCode, exitCode } from "../../exit-code.ts";
import type { Terminal } from "../../terminal/terminal.ts";
import { checkedModel, type ModelOptions } from "../checked-model.ts";
import { type Incident, incidentDocuments } from "./incident-documents.ts";

export interface NewIncidentOptions extends ModelOptions {
  readonly title: string;
  readonly alert?: string;
  readonly priority?: Priority;
  readonly started?: string;
  readonly folder: string;
}

/** With its zone, so that nobody has to guess which clock it is of. */
const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2})$/;

/** `platform incident new`: a folder of its own with the documents of an incident. Nothing that is there is touched. */
export async function newIncident(options: NewIncidentOptions, { out }: Terminal): Promise<ExitCode> {
  const started = options.started === undefined ? new Date() : readTime(options.started);
  const title = options.title.replaceAll(/\s+/g, " ").trim();
  const slug = title
    .toLowerCase()
    .normalize("NFKD")
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-+|-+$/g, "")
    .slice(0, 60)
    .replace(/-+$/, "");
  if (slug === "") {
    throw new CommandError("title_invalid", `A title has letters or digits, got ${JSON.stringify(options.title)}.`, { exit: exitCode.usage });
  }
  const { model } = await checkedModel(options);
  const folder = join(options.folder, `${started.toISOString().slice(0, 10)}-${slug}`);
  const documents = incidentDocuments(incidentOf({ ...options, title }, started, model));
  writeDocuments(folder, documents);
  const paths = documents.map(({ path }) => join(folder, path));
  out.line(options.json ? JSON.stringify({ ok: true, folder, files: paths }, null, 2) : paths.join("\n"));
  return exitCode.fine;
}

function incidentOf({ title, alert: name, priority }: NewIncidentOptions, started: Date, model: Model): Incident {
  const { title: platform, notifications, links } = model.platform;
  const alert = name === undefined ? undefined : alertNamed(name, definedAlerts(model));
  const known = alert?.labels.priority as Priority | undefined;
  const chosen = priority ?? known ?? "high";
  return {
    ...{ title, platform, started, priority: chosen, escalation: escalations[chosen], notifications },
    ...(alert && {
      alert: {
        name: alert.rule.name,
        team: alert.labels.team ?? "",
        service: alert.labels.service ?? "",
        runbook: `${links.runbooks}/${alert.rule.runbook}.md`,
      },
    }),
  };
}

function readTime(text: string): Date {
  const time = new Date(text);
  if (!TIME.test(text) || Number.isNaN(time.getTime())) {
    throw new CommandError("time_invalid", `The time is such as 2026-03-01T04:05Z, got ${JSON.stringify(text)}.`, { exit: exitCode.usage });
  }
  return time;
}

function writeDocuments(folder: string, documents: ReturnType<typeof incidentDocuments>): void {
  try {
    mkdirSync(join(folder, ".."), { recursive: true });
    mkdirSync(folder);
    for (const { path, content } of documents) {
      writeFileSync(join(folder, path), content, { flag: "wx" });
    }
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code === "EEXIST") {
      throw new CommandError("incident_exists", `${folder} is there already.`, {
        exit: exitCode.usage,
        hint: "Go on there, or choose another title.",
      });
    }
    throw new CommandError("incident_unwritable", `${folder} cannot be written: ${message}`, { exit: exitCode.environment, cause });
  }
}
