import type uPlot from "uplot";
import { fieldOf } from "../../src/dashboard/field.ts";
import { formatValue } from "../../src/dashboard/format-value.ts";
import type { Exemplar } from "../../src/dashboard/series.ts";
import type { PanelContext } from "../dashboard/panel-context.ts";
import { h } from "../dom.ts";

/** Single observations as diamonds on the chart, the first on top where they lie over each other; each is a link to its trace. */
export function exemplarPoints(
  chart: uPlot,
  exemplars: readonly Exemplar[],
  { panel }: PanelContext,
): { readonly element: HTMLElement; readonly place: () => void } {
  const { unit } = fieldOf(panel, "");
  const points = exemplars.flatMap((exemplar) => {
    const trace = exemplar.labels.trace_id ?? exemplar.labels.traceID;
    const words = `${formatValue(exemplar.value, unit)}, trace ${trace ?? "unknown"}`;
    return trace === undefined
      ? []
      : [
          [
            exemplar,
            h("a", { class: "exemplar", href: `/trace/${encodeURIComponent(trace)}`, title: words, "aria-label": `Open the trace of ${words}` }),
          ] as const,
        ];
  });
  for (const [index, [, point]] of points.entries()) {
    point.style.zIndex = String(points.length - index);
  }
  const place = () => {
    const { min: bottom, max: top } = chart.scales.y ?? {};
    for (const [{ seconds, value }, point] of points) {
      const x = chart.valToPos(seconds, "x");
      point.hidden = x < 0 || x > chart.over.clientWidth;
      point.style.left = `${x}px`;
      point.style.top = `${chart.valToPos(Math.max(bottom ?? 0, Math.min(value, top ?? 0)), "y")}px`;
    }
  };
  requestAnimationFrame(place);
  return {
    element: h(
      "div",
      { class: "exemplars" },
      points.map(([, point]) => point),
    ),
    place,
  };
}
