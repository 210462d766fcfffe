import { isSelected, labelsRefused, type Selector, seriesName } from "@platform/promql";
import type { AlertOfLevel } from "../rules/alert-rules.ts";
import { selectorsOfSignal } from "../signal/signal-expression.ts";
import type { DrivenSeries } from "./drive.ts";

/** Far more than anything of a test, so that a rule which reads it by mistake cannot go unnoticed. */
const EXTREME = 1e9;

/** Series that differ in one label from one that an alert reads, and that would make it fire, or keep it from firing. */
export function decoysOf({ definition }: Pick<AlertOfLevel, "definition">): readonly DrivenSeries[] {
  const { condition, guards } = definition;
  const main = condition.kind === "above" || condition.kind === "below" ? selectorsOfSignal(condition.signal) : [];
  const selectors = [...main, ...guards.flatMap(({ signal }) => selectorsOfSignal(signal))];
  const isAge = (condition.kind === "above" || condition.kind === "below") && condition.signal.kind === "age";
  const amount = (condition.kind === "below") === isAge ? EXTREME : -EXTREME;
  const decoys = selectors.flatMap((of) =>
    labelsRefused(of)
      .filter((labels) => !selectors.some((one) => seriesName(one) === seriesName(of) && isSelected(one, labels)))
      .flatMap((labels): readonly DrivenSeries[] => {
        const isFlow = of.series.kind === "counter" || of.series.kind === "histogram";
        const one = { of: plain(of), form: isFlow ? "flow" : "level" } as const;
        const size = isFlow ? EXTREME : amount;
        // Two of other instances, which differ, so that they are too many and do not agree; and one that would be added to what is read.
        const others = labels.instance === undefined ? [] : ["decoy:1", "decoy:2"];
        return [
          { ...one, labels, amount: size },
          ...others.map((instance, index) => ({ ...one, labels: { ...labels, instance }, amount: size * (index + 1) })),
        ];
      }),
  );
  return [...new Map(decoys.map((decoy) => [`${seriesName(decoy.of)}${JSON.stringify(decoy.labels)}`, decoy])).values()];
}

function plain({ offsetSeconds: _offset, ...selector }: Selector): Selector {
  return selector;
}
