import { seriesName } from "@platform/promql";
import { plainSources, type WeightedSource } from "../rules/event-source.ts";
import type { SloContext } from "../rules/slo-context.ts";
import { type CountedSeries, ownSeries } from "./slo-input.ts";

/** An SLO as a test sees it: of a composite one part after the other is busy while the others are idle, so that none hides another. */
export interface TestedSlo extends SloContext {
  readonly busy?: WeightedSource;
}

/** What is tested of an SLO: a composite by its parts, where each has series of its own. */
export function testedParts(context: SloContext): readonly TestedSlo[] {
  const { source } = context;
  if (source.kind !== "weighted") {
    return [context];
  }
  const parts = source.parts.map((busy): TestedSlo => ({ ...context, busy }));
  const keys = parts.flatMap((part) => busySeries(part).map(keyOf));
  return new Set(keys).size === keys.length ? parts : [context];
}

/** The name of a test: those of a composite stand apart, since what is busy in one is idle in the next. */
export function testName({ slo, source, busy }: TestedSlo, what: string): string {
  return busy === undefined ? what : `${what}: part ${plainSources(source).indexOf(busy.source) + 1} of ${slo.name}`;
}

/** What one event of every busy series counts for. */
export function eventWeight({ source, busy }: TestedSlo): number {
  return busy?.weight ?? (source.kind === "weighted" ? source.parts.reduce((sum, { weight }) => sum + weight, 0) : 1);
}

export function isIdle(slo: TestedSlo, series: CountedSeries): boolean {
  return slo.busy !== undefined && !busySeries(slo).some((one) => keyOf(one) === keyOf(series));
}

function busySeries({ busy, ...context }: TestedSlo): readonly CountedSeries[] {
  return ownSeries(busy === undefined ? context : { ...context, source: busy.source });
}

function keyOf({ selector, labels }: CountedSeries): string {
  return `${seriesName(selector)}${JSON.stringify(labels)}`;
}
