import { fieldOf, showValue } from "../../src/dashboard/field.ts";
import type { Series } from "../../src/dashboard/series.ts";
import { timeAxis } from "../chart/time-axis.ts";
import { drawEmpty } from "../dashboard/draw-panel.ts";
import type { PanelContext, PanelKind } from "../dashboard/panel-context.ts";
import { h } from "../dom.ts";

/** A band for each series: what state it was in, and for how long. */
export const stateTimeline: PanelKind = (body, context) => {
  const { data, panel, theme } = context;
  if (data.series.length === 0) {
    drawEmpty(body, panel.fieldConfig?.defaults?.noValue ?? "No data");
    return undefined;
  }
  const states = new Map<string, string>();
  const bands = data.series.map((series) => {
    const blocks = stretchesOf(series, context).map(({ text, color, start, end }) => {
      states.set(text, color);
      return h(
        "span",
        {
          class: "state",
          title: `${text}, ${clock(start)} to ${clock(end)}`,
          style: {
            left: `${position(start, context)}%`,
            width: `${Math.max(0.2, position(end, context) - position(start, context))}%`,
            "--color": color,
          },
        },
        h("span", {}, text),
      );
    });
    return h("li", {}, h("span", { class: "band-name", title: series.name }, series.name), h("span", { class: "band" }, blocks));
  });
  const declared = (panel.fieldConfig?.defaults?.mappings ?? []).flatMap((mapping) =>
    mapping.type === "range" && mapping.options.result.text !== undefined ? [mapping.options.from ?? -1] : [],
  );
  for (const value of declared) {
    const { text, color } = showValue(value, fieldOf(panel, ""), theme);
    states.set(text, states.get(text) ?? color);
  }
  body.append(
    h("ul", { class: "bands", tabindex: "0", "aria-label": panel.title }, bands),
    timeAxis(data.range),
    h(
      "ul",
      { class: "legend" },
      [...states].map(([text, color]) => h("li", {}, h("span", { class: "swatch", style: { background: color } }), text)),
    ),
  );
  return undefined;
};

interface Stretch {
  readonly text: string;
  readonly color: string;
  readonly start: number;
  readonly end: number;
}

/** Equal states that follow each other are one. */
function stretchesOf({ name, times, values, refId }: Series, { data, panel, theme }: PanelContext): readonly Stretch[] {
  const field = fieldOf(panel, name, refId);
  const found: Stretch[] = [];
  times.forEach((start, index) => {
    const value = values[index] ?? null;
    if (value === null) {
      return;
    }
    const shown = showValue(value, field, theme);
    const last = found.at(-1);
    const end = start + data.stepSeconds;
    if (last !== undefined && last.text === shown.text && start - last.end < data.stepSeconds / 2) {
      found[found.length - 1] = { ...last, end };
    } else {
      found.push({ ...shown, start, end });
    }
  });
  return found;
}

function position(seconds: number, { data }: PanelContext): number {
  const { startSeconds, endSeconds } = data.range;
  return Math.min(100, Math.max(0, (100 * (seconds - startSeconds)) / (endSeconds - startSeconds)));
}

function clock(seconds: number): string {
  return new Date(seconds * 1000).toLocaleTimeString("sv-SE");
}
