import { userInfo } from "node:os";
import { alertmanagerClient } from "../../alertmanager/alertmanager-client.ts";
import { definedAlerts } from "../../alertmanager/defined-alerts.ts";
import { CommandError } from "../../command-error.ts";
import { type ExitCode, exitCode } from "../../exit-code.ts";
import { counted } from "../../terminal/print-problems.ts";
import { printTable } from "../../terminal/print-table.ts";
import type { Terminal } from "../../terminal/terminal.ts";
import { checkedModel, type ModelOptions } from "../checked-model.ts";
import { matcherTexts, type SilenceMatcher, silencedBy, silenceMatchers } from "./silence-matchers.ts";

export interface SilenceOptions extends ModelOptions {
  readonly alertmanager?: string;
}

interface LiveSilence {
  readonly id: string;
  readonly status: { readonly state: "active" | "pending" | "expired" };
  readonly matchers: readonly SilenceMatcher[];
  readonly startsAt: string;
  readonly endsAt: string;
  readonly createdBy: string;
  readonly comment: string;
}

export interface AddSilenceOptions extends SilenceOptions {
  readonly matchers: readonly string[];
  /** Seconds. */
  readonly for: number;
  readonly because: string;
  readonly by?: string;
}

/** `platform silence add`: says which alerts it reaches, of the definitions and of those that fire now. */
export async function addSilence(options: AddSilenceOptions, { out }: Terminal): Promise<ExitCode> {
  const { model } = await checkedModel(options);
  const alerts = definedAlerts(model);
  const comment = options.because.trim();
  if (comment === "") {
    throw new CommandError("reason_missing", "A silence has a reason: whoever finds it at night must know whether it may end.", {
      exit: exitCode.usage,
    });
  }
  const matchers = silenceMatchers(options.matchers, alerts);
  const client = alertmanagerClient(options.alertmanager, model);
  const now = Date.now();
  const endsAt = new Date(now + options.for * 1000).toISOString();
  const createdBy = options.by ?? userName();
  const body = { matchers, startsAt: new Date(now).toISOString(), endsAt, createdBy, comment };
  const made = await client.send<{ readonly silenceID: string }>("POST", "/api/v2/silences", body);
  const id = made?.silenceID ?? "";
  const reached = silencedBy(matchers, alerts).map(({ rule }) => rule.name);
  const filters = matchers.map((matcher) => `filter=${encodeURIComponent(matcherTexts([matcher]))}`).join("&");
  const firing = await client.json<readonly { readonly labels: Readonly<Record<string, string>> }[]>(`/api/v2/alerts?${filters}`);
  if (options.json) {
    out.line(JSON.stringify({ ok: true, id, endsAt, matchers, alerts: reached, firing: firing.map(({ labels }) => labels) }, null, 2));
  } else {
    out.line(`silence ${id} until ${endsAt.slice(0, 16)}Z: ${matcherTexts(matchers)}`);
    out.line(
      `It reaches ${counted(reached.length, "alert")} of the definitions, of which ${firing.length} ${firing.length === 1 ? "fires" : "fire"} now.`,
    );
    out.line(`End it before: platform silence end ${id}`);
  }
  return exitCode.fine;
}

/** A user of a container may have a number and no name. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return process.env.USER || `user ${process.getuid?.() ?? "unknown"}`;
  }
}

/** `platform silence list` */
export async function listSilences(options: SilenceOptions, { out }: Terminal): Promise<ExitCode> {
  const { model } = await checkedModel(options);
  const all = await alertmanagerClient(options.alertmanager, model).json<readonly LiveSilence[]>("/api/v2/silences");
  const silences = all.filter(({ status }) => status.state !== "expired").toSorted((one, other) => (one.endsAt < other.endsAt ? -1 : 1));
  if (options.json) {
    out.line(JSON.stringify({ ok: true, silences }, null, 2));
  } else if (silences.length === 0) {
    out.line("nothing is silenced");
  } else {
    const rows = silences.map(({ id, endsAt, createdBy, comment, matchers }) => [
      id,
      `${endsAt.slice(0, 16)}Z`,
      createdBy,
      matcherTexts(matchers),
      comment,
    ]);
    printTable(["SILENCE", "UNTIL", "BY", "OF", "BECAUSE"], rows, out);
  }
  return exitCode.fine;
}

/** `platform silence end` */
export async function endSilence(options: SilenceOptions & { readonly id: string }, { out }: Terminal): Promise<ExitCode> {
  const { id, json } = options;
  const { model } = await checkedModel(options);
  const client = alertmanagerClient(options.alertmanager, model);
  const found = (await client.json<readonly LiveSilence[]>("/api/v2/silences")).find((silence) => silence.id === id);
  if (found === undefined || found.status.state === "expired") {
    throw new CommandError("silence_unknown", `${found === undefined ? "There is no" : "It has ended already:"} silence ${JSON.stringify(id)}.`, {
      exit: exitCode.usage,
      hint: "platform silence list shows those in force.",
    });
  }
  await client.send("DELETE", `/api/v2/silence/${encodeURIComponent(id)}`);
  out.line(json ? JSON.stringify({ ok: true, id }, null, 2) : `silence ${id} has ended: ${matcherTexts(found.matchers)}`);
  return exitCode.fine;
}
