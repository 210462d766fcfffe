import { type Ask, askOnce, requestKey } from "./ask.ts";
import type { DashboardJson, PanelJson } from "./dashboard-json.ts";
import { loadAnnotations } from "./load-annotations.ts";
import { loadDashboardVariables } from "./load-dashboard-variables.ts";
import { loadPanel } from "./load-panel.ts";
import { readTimeRange } from "./time-range.ts";
import { youngData } from "./young-data.ts";

/** What Prometheus answered to everything that dashboards ask, so that they can be drawn again without it. */
export interface Recording {
  readonly version: 1;
  /** The time that is now, for whoever looks at it; seconds since 1970. */
  readonly nowSeconds: number;
  readonly scrapeSeconds: number;
  /** `data` of the answer, or the reason why there is none, by request. */
  readonly answers: Readonly<Record<string, { readonly data: unknown } | { readonly error: string }>>;
}

export interface RecordOptions {
  readonly ask: Ask;
  readonly nowSeconds: number;
  readonly scrapeSeconds: number;
}

/** Requests that are open at a time. */
const AT_ONCE = 8;

/** Asks all that the dashboards ask when they are opened. */
export async function recordDashboards(dashboards: readonly DashboardJson[], { ask, nowSeconds, scrapeSeconds }: RecordOptions): Promise<Recording> {
  const answers: Record<string, { readonly data: unknown } | { readonly error: string }> = {};
  const recorded: Ask = askOnce(async (path, parameters) => {
    const key = requestKey(path, parameters);
    const known = answers[key];
    if (known !== undefined) {
      return answerOf(known);
    }
    answers[key] = await ask(path, parameters).then(
      (data) => ({ data }),
      (error: unknown) => ({ error: error instanceof Error ? error.message : String(error) }),
    );
    return answerOf(answers[key]);
  });
  for (const dashboard of dashboards) {
    await askAll(dashboard, recorded, nowSeconds, scrapeSeconds);
  }
  return { version: 1, nowSeconds, scrapeSeconds, answers };
}

async function askAll(dashboard: DashboardJson, ask: Ask, nowSeconds: number, scrapeSeconds: number): Promise<void> {
  const young = await youngData(dashboard, ask, nowSeconds);
  const { from = "now-1h", to = "now" } = { ...dashboard.time, ...(young && { from: young.from }) };
  const range = readTimeRange(from, to, nowSeconds) ?? { startSeconds: nowSeconds - 3600, endSeconds: nowSeconds };
  const variables = await loadDashboardVariables(dashboard, {}, ask, range);
  const context = { ask, range, variables, scrapeSeconds };
  await loadAnnotations(dashboard.annotations?.list ?? [], context);
  const open = [...allPanels(dashboard.panels ?? [])];
  const work = async () => {
    for (let panel = open.pop(); panel !== undefined; panel = open.pop()) {
      await loadPanel(panel, context);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}

/** Panels of closed rows among them. */
export function allPanels(panels: readonly PanelJson[]): readonly PanelJson[] {
  return panels.flatMap((panel) => (panel.type === "row" ? allPanels(panel.panels ?? []) : [panel]));
}

/** Answers from a recording; what was not recorded has no answer. */
export function askRecording({ answers }: Pick<Recording, "answers">): Ask {
  return async (path, parameters) => {
    const answer = answers[requestKey(path, parameters)];
    if (answer === undefined) {
      throw new Error("not_recorded: the recording has no answer to this query; record anew.");
    }
    return answerOf(answer);
  };
}

/** What one of the dashboards of a recording needs of it. */
export function recordingOf(dashboard: DashboardJson, recording: Recording): Promise<Recording> {
  return recordDashboards([dashboard], { ...recording, ask: askRecording(recording) });
}

function answerOf(answer: { readonly data: unknown } | { readonly error: string }): unknown {
  if ("error" in answer) {
    throw new Error(answer.error);
  }
  return answer.data;
}
