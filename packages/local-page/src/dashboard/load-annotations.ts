import type { AnnotationJson } from "./dashboard-json.ts";
import { fillQuery, type LoadContext } from "./load-panel.ts";
import { type QueryData, samplesOf, seriesName } from "./series.ts";
import { alignRange, stepSeconds } from "./step.ts";

/** Something that happened, from a time to a time, drawn over every chart. */
export interface Annotation {
  readonly startSeconds: number;
  readonly endSeconds: number;
  readonly title: string;
  readonly text: string;
  /** Name of a colour. */
  readonly color: string;
}

/** One that cannot be asked is left out: the panels are what matters. */
export async function loadAnnotations(list: readonly AnnotationJson[], context: LoadContext): Promise<readonly Annotation[]> {
  const wanted = list.filter(({ enable, expr }) => enable !== false && expr !== undefined);
  const loaded = await Promise.all(wanted.map((one) => load(one, context).catch(() => [])));
  return loaded.flat().toSorted((one, other) => one.startSeconds - other.startSeconds);
}

async function load(
  { expr = "", titleFormat = "", textFormat = "", iconColor = "blue" }: AnnotationJson,
  context: LoadContext,
): Promise<readonly Annotation[]> {
  const step = stepSeconds(context.range, { columns: 24, scrapeSeconds: context.scrapeSeconds });
  const { startSeconds, endSeconds } = alignRange(context.range, step);
  const query = fillQuery(expr, context, step);
  const data = (await context.ask("prometheus/api/v1/query_range", {
    query,
    start: String(startSeconds),
    end: String(endSeconds),
    step: String(step),
  })) as QueryData;
  return samplesOf(data).flatMap(({ metric, values = [] }) =>
    stretches(
      values.map(([seconds]) => seconds),
      step,
    ).map(([start, end]) => ({
      startSeconds: start,
      endSeconds: end,
      title: seriesName(metric, titleFormat || "{{alertname}}"),
      text: textFormat === "" ? "" : seriesName(metric, textFormat),
      color: iconColor,
    })),
  );
}

/** Times that follow each other at one step are one stretch. */
function stretches(times: readonly number[], step: number): readonly (readonly [number, number])[] {
  const found: [number, number][] = [];
  for (const time of times) {
    const last = found.at(-1);
    if (last !== undefined && time - last[1] <= step * 1.5) {
      last[1] = time;
    } else {
      found.push([time, time]);
    }
  }
  return found;
}
