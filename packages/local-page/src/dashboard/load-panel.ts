import type { Ask } from "./ask.ts";
import type { PanelJson, TargetJson } from "./dashboard-json.ts";
import { type Exemplar, type QueryData, readSeries, type Series, samplesOf } from "./series.ts";
import { alignRange, rateIntervalSeconds, stepSeconds } from "./step.ts";
import { readTable, type Table } from "./table.ts";
import { type TimeRange, writeDuration } from "./time-range.ts";
import { fillVariables, type Variable } from "./variables.ts";

/** Everything that the queries of a dashboard depend on. */
export interface LoadContext {
  readonly ask: Ask;
  readonly range: TimeRange;
  readonly variables: readonly Variable[];
  /** Time between two scrapes. */
  readonly scrapeSeconds: number;
}

/** Series beyond these are not drawn: no reader tells so many apart, and no page stays quick with a million. */
const MOST_SERIES = 1000;

export interface PanelData {
  readonly range: TimeRange;
  readonly stepSeconds: number;
  readonly series: readonly Series[];
  readonly tables: readonly Table[];
  readonly exemplars: readonly Exemplar[];
  /** Series that came and are not among these, because there are {@link MOST_SERIES} already. */
  readonly leftOut: number;
  /** One for each query that failed: `A: bad_data …`. */
  readonly errors: readonly string[];
}

/** Runs every Prometheus query of a panel. A query that fails leaves the others their answers. */
export async function loadPanel(panel: PanelJson, context: LoadContext): Promise<PanelData> {
  const targets = (panel.targets ?? []).filter(
    (target) => target.expr && !target.hide && isPrometheus(target.datasource?.type ?? panel.datasource?.type),
  );
  const [{ interval } = { interval: undefined }] = targets;
  const step = stepSeconds(context.range, { columns: panel.gridPos.w, scrapeSeconds: context.scrapeSeconds, interval });
  const range = alignRange(context.range, step);
  const answers = await Promise.allSettled(targets.map((target) => loadTarget(target, { ...context, range }, step, targets.length === 1)));
  const answered = answers.filter((answer) => answer.status === "fulfilled").map(({ value }) => value);
  return {
    range,
    stepSeconds: step,
    series: answered.flatMap(({ series }) => series).slice(0, MOST_SERIES),
    tables: answered.map(({ table }) => table),
    exemplars: answered.flatMap(({ exemplars }) => exemplars),
    leftOut: Math.max(0, answered.reduce((sum, { came }) => sum + came, 0) - MOST_SERIES),
    errors: answers.flatMap((answer, index) =>
      answer.status === "rejected" ? [`${targets[index]?.refId}: ${answer.reason instanceof Error ? answer.reason.message : answer.reason}`] : [],
    ),
  };
}

/** Logs and traces are asked elsewhere. */
function isPrometheus(type = "prometheus"): boolean {
  return type === "prometheus";
}

type Answer = { readonly series: readonly Series[]; readonly came: number; readonly table: Table; readonly exemplars: readonly Exemplar[] };

async function loadTarget(target: TargetJson, context: LoadContext, step: number, only: boolean): Promise<Answer> {
  const { ask, range } = context;
  const { refId, legendFormat: legend = "" } = target;
  const query = fillQuery(target.expr ?? "", context, step);
  const [start, end] = [String(range.startSeconds), String(range.endSeconds)];
  const [data, exemplars] = await Promise.all([
    (target.instant
      ? ask("prometheus/api/v1/query", { query, time: end })
      : ask("prometheus/api/v1/query_range", { query, start, end, step: String(step) })) as Promise<QueryData>,
    target.exemplar ? ask("prometheus/api/v1/query_exemplars", { query, start, end }).then(readExemplars, () => []) : [],
  ]);
  const asTable = target.format === "table";
  const read = asTable ? [] : readSeries(firstOf(data), { refId, legend, ...range, stepSeconds: step });
  const series =
    target.instant && !/^(sort\w*|topk|bottomk)\b/.test(query) ? read.toSorted((one, other) => one.name.localeCompare(other.name, "en")) : read;
  return { series, came: asTable ? 0 : samplesOf(data).length, table: readTable(data, { refId, only }), exemplars };
}

function firstOf(data: QueryData): QueryData {
  return data.resultType === "scalar" || data.result.length <= MOST_SERIES ? data : { ...data, result: data.result.slice(0, MOST_SERIES) };
}

/** The query that Prometheus gets: Grafana's variables replaced by their values. */
export function fillQuery(query: string, { range, variables, scrapeSeconds }: LoadContext, step: number): string {
  const rangeSeconds = range.endSeconds - range.startSeconds;
  const builtIn: Readonly<Record<string, string>> = {
    __rate_interval: writeDuration(rateIntervalSeconds(step, scrapeSeconds)),
    __interval: writeDuration(step),
    __interval_ms: String(step * 1000),
    __range: writeDuration(Math.max(1, Math.round(rangeSeconds))),
    __range_s: String(Math.round(rangeSeconds)),
    __range_ms: String(Math.round(rangeSeconds * 1000)),
    __auto: writeDuration(step),
  };
  const filled = query.replaceAll(/\$(__\w+)|\$\{(__\w+)\}/g, (whole, short?: string, long?: string) => builtIn[short ?? long ?? ""] ?? whole);
  return fillVariables(filled, variables);
}

interface ExemplarAnswer {
  readonly seriesLabels: Readonly<Record<string, string>>;
  readonly exemplars: readonly { readonly labels: Readonly<Record<string, string>>; readonly value: string; readonly timestamp: number }[];
}

function readExemplars(data: unknown): readonly Exemplar[] {
  return (data as readonly ExemplarAnswer[]).flatMap(({ seriesLabels, exemplars }) =>
    exemplars.map(({ labels, value, timestamp }) => ({ seconds: timestamp, value: Number(value), labels, seriesLabels })),
  );
}
