import { aggregate, over, type Selector } from "@platform/promql";
import type { Panel } from "../model/model.ts";
import { panel, show } from "./panel.ts";
import { ofChosen } from "./scope.ts";
import { splitBy } from "./split-labels.ts";

/** One panel for each selection of a counter whose samples carry their trace: what was counted, as a line and one by one. */
export function tracedPanels(traced: Readonly<Record<string, Selector>>): readonly Panel[] {
  return Object.entries(traced).flatMap(([title, selector]) => {
    const { series, matchers } = selector;
    if (series.kind !== "counter") {
      return [];
    }
    const open = Object.keys(series.labels).filter((label) => !matchers.some((matcher) => matcher.label === label));
    const { legend, grouping } = splitBy(open, title.toLowerCase());
    return panel("timeseries", {
      title,
      description: `${series.help} Dots are single ones: click one for its trace.`,
      queries: [show(aggregate("sum", over("increase", ofChosen(selector), "$__rate_interval"), grouping), legend, { exemplars: true })],
      width: 24,
      options: { min: 0 },
    });
  });
}
