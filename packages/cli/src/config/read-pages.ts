import { readdir, readFile } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import type { DashboardJson } from "@platform/local-page";
import { CommandError } from "../command-error.ts";
import { exitCode } from "../exit-code.ts";

/**
 * Texts of the generated dashboards.
 *
 * @throws CommandError `dashboards_missing`
 */
export async function readDashboards(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder).catch(() => []);
  const files = names.filter((name) => name.endsWith(".json")).sort();
  if (files.length === 0) {
    throw new CommandError("dashboards_missing", `There is no dashboard in ${JSON.stringify(folder)}.`, {
      exit: exitCode.usage,
      hint: "Write them with platform generate, or name their folder with --out.",
    });
  }
  return Promise.all(files.map((name) => readFile(join(folder, name), "utf8")));
}

/** Grafana's rule for the uid of a dashboard; files are named after it. */
const UID = /^[\w-]{1,40}$/;

/**
 * The dashboards that the texts hold.
 *
 * @param place - where the texts are from, for the message
 * @throws CommandError `dashboard_invalid`
 * @see https://grafana.com/docs/grafana/latest/developer-resources/api-reference/http-api/dashboard/#identifier-id-vs-unique-identifier-uid
 */
export function parseDashboards(texts: readonly string[], place: string): readonly DashboardJson[] {
  return texts.map((text) => {
    const { uid, dashboard } = readDashboard(text);
    if (dashboard === undefined) {
      const rule = `has the uid ${JSON.stringify(uid)}, which must be 1 to 40 letters, digits, "-" or "_"`;
      throw new CommandError(
        "dashboard_invalid",
        `A dashboard of ${JSON.stringify(place)} ${uid === undefined ? "is no JSON of a dashboard" : rule}.`,
        {
          exit: exitCode.usage,
          hint: "Write them anew with platform generate.",
        },
      );
    }
    return dashboard;
  });
}

function readDashboard(text: string): { readonly uid?: unknown; readonly dashboard?: DashboardJson } {
  try {
    const dashboard = JSON.parse(text) as DashboardJson;
    return typeof dashboard.uid === "string" && UID.test(dashboard.uid) ? { uid: dashboard.uid, dashboard } : { uid: dashboard.uid };
  } catch {
    return {};
  }
}

/** Runbooks below a folder; none where there is no such folder. */
export async function readRunbooks(folder: string): Promise<readonly { readonly path: string; readonly text: string }[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries.filter((entry) => entry.isFile() && entry.name.endsWith(".md")).map((entry) => join(entry.parentPath, entry.name));
  return Promise.all(files.sort().map(async (file) => ({ path: relative(folder, file).split(sep).join("/"), text: await readFile(file, "utf8") })));
}
