import { colorOf } from "../../src/dashboard/colors.ts";
import { drawEmpty } from "../dashboard/draw-panel.ts";
import type { PanelKind } from "../dashboard/panel-context.ts";
import { h, s } from "../dom.ts";
import { shareOf, showSeries } from "./shown-series.ts";
import { valueLink } from "./value-link.ts";

const START = -210;
const SWEEP = 240;

/** An arc for each series, from the least to the most value, with the thresholds around it. */
export const gauge: PanelKind = (body, context) => {
  const all = showSeries(context);
  if (all.length === 0) {
    drawEmpty(body, context.panel.fieldConfig?.defaults?.noValue ?? "No data");
    return undefined;
  }
  const values = all.map(({ value }) => value);
  const dials = all.map(({ name, value, field, shown, series }) => {
    const share = shareOf(value, field, values);
    const marks = (field.thresholds?.steps ?? []).map((step, index, steps) => {
      const [from, to] = [
        step.value === null ? 0 : shareOf(step.value, field, values),
        index + 1 < steps.length ? shareOf(steps[index + 1]?.value ?? null, field, values) : 1,
      ];
      return s("path", { d: arc(46, from, to), stroke: colorOf(step.color, context.theme), "stroke-width": "2.5", fill: "none" });
    });
    return h(
      "div",
      { class: "dial" },
      s(
        "svg",
        { viewBox: "0 0 100 80", role: "img", "aria-label": `${name}: ${shown.text}` },
        s("path", { class: "track", d: arc(38, 0, 1), "stroke-width": "9", fill: "none" }),
        s("path", { d: arc(38, 0, share), stroke: shown.color, "stroke-width": "9", fill: "none" }),
        marks,
      ),
      h("div", { class: "dial-value", style: { color: shown.color } }, valueLink(shown.text, field, context, { labels: series.labels })),
      all.length > 1 && h("div", { class: "stat-name" }, name),
    );
  });
  body.append(h("div", { class: "stats" }, dials));
  return undefined;
};

function arc(radius: number, from: number, to: number): string {
  const point = (share: number) => {
    const angle = ((START + SWEEP * share) * Math.PI) / 180;
    return `${(50 + radius * Math.cos(angle)).toFixed(2)} ${(50 + radius * Math.sin(angle)).toFixed(2)}`;
  };
  return to - from <= 0.001 ? "" : `M${point(from)}A${radius} ${radius} 0 ${(to - from) * SWEEP > 180 ? 1 : 0} 1 ${point(to)}`;
}
