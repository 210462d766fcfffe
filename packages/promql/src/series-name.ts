import type { Selector } from "./expression.ts";
import type { SeriesPart } from "./series.ts";

const SUFFIX: Readonly<Record<SeriesPart, string>> = { value: "", bucket: "_bucket", sum: "_sum", count: "_count" };

/** Name under which Prometheus stores what a selector selects: a histogram's parts have a suffix. */
export function seriesName({ series, part }: Pick<Selector, "series" | "part">): string {
  return `${series.name}${SUFFIX[part]}`;
}
