import { isSelected, seriesName } from "@platform/promql";
import type { CompositePart } from "../definition/composite.ts";
import { plainSources, type WeightedSource, weightedSources } from "../rules/event-source.ts";
import type { SloContext } from "../rules/slo-context.ts";
import { type CountedSeries, ownSeries } from "./slo-input.ts";

/** An SLO as a test sees it: of a composite one part after the other is busy while the others are idle, so that none hides another. */
export interface TestedSlo extends SloContext {
  readonly busy?: WeightedSource;
}

/** What is tested of an SLO: a composite by its parts. */
export function testedParts(context: SloContext): readonly TestedSlo[] {
  const { source } = context;
  return source.kind === "weighted" ? source.parts.map((busy): TestedSlo => ({ ...context, busy })) : [context];
}

/**
 * Whether every part of a composite has series of its own, so that one can be busy while the others are idle, and these are what a test says: of slices
 * that are bad without data the rules of its own service record some that no test gave.
 */
export function hasPartsOfItsOwn(context: SloContext): boolean {
  const { service, slo } = context;
  const isRecorded = (part: CompositePart) =>
    (part.service ?? service).name === service.name && part.slo.sli.kind === "time-slice" && part.slo.sli.missing === "bad";
  if (slo.sli.kind === "composite" && slo.sli.parts.some(isRecorded)) {
    return false;
  }
  const parts = testedParts(context);
  return parts.every((part) =>
    parts.every(
      (other) =>
        other === part ||
        busySeries(part).every(({ selector, labels }) =>
          busySeries(other).every(({ selector: reads }) => seriesName(reads) !== seriesName(selector) || !isSelected(reads, labels)),
        ),
    ),
  );
}

/** The name of a test: those of a composite stand apart, since what is busy in one is idle in the next. */
export function testName({ slo, source, busy }: TestedSlo, what: string): string {
  return busy === undefined ? what : `${what}: part ${plainSources(source).indexOf(busy.source) + 1} of ${slo.name}`;
}

/** What one event of every busy series counts for. */
export function eventWeight({ source, busy }: TestedSlo): number {
  return busy?.weight ?? weightedSources(source).reduce((sum, { weight }) => sum + weight, 0);
}

/** What a sample of every idle probe counts for: a good event each, since a probe rests by succeeding. */
export function idleWeight({ source, busy }: TestedSlo): number {
  const idle = busy === undefined ? [] : weightedSources(source).filter((part) => part !== busy);
  return idle.reduce((sum, part) => sum + (part.source.kind === "sampled" ? part.weight : 0), 0);
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
