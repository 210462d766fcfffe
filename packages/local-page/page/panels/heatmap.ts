import { formatValue } from "../../src/dashboard/format-value.ts";
import { timeAxis } from "../chart/time-axis.ts";
import { drawEmpty } from "../dashboard/draw-panel.ts";
import type { PanelContext, PanelKind } from "../dashboard/panel-context.ts";
import { h } from "../dom.ts";
import { currentTheme } from "../theme.ts";

/** Low to high: https://colorbrewer2.org/#type=sequential&scheme=Oranges */
const ORANGES = ["#fff5eb", "#fee6ce", "#fdd0a2", "#fdae6b", "#fd8d3c", "#f16913", "#d94801", "#a63603", "#7f2704"];

interface Bucket {
  readonly bound: number;
  /** What fell into it and into none below, for each time. */
  readonly values: readonly (number | null)[];
}

/** How many observations fell into each bucket of a histogram, over time: darker is more. */
export const heatmap: PanelKind = (body, context) => {
  const buckets = bucketsOf(context);
  const most = buckets.reduce((top, { values }) => values.reduce<number>((high, value) => Math.max(high, value ?? 0), top), 0);
  if (buckets.length === 0 || most === 0) {
    drawEmpty(body, "No data");
    return undefined;
  }
  const { panel, data } = context;
  const unit = panel.options?.yAxis?.unit;
  const bounds = buckets.toReversed();
  const every = Math.ceil(bounds.length / 10);
  const labels = h(
    "div",
    { class: "heat-bounds", "aria-hidden": "true" },
    bounds.map(({ bound }, index) => h("span", {}, index % every === 0 ? boundText(bound, unit) : "")),
  );
  const canvas = h("canvas", {
    role: "img",
    "aria-label": `${panel.title}: counts by bucket over time, at most ${formatValue(most, panel.options?.cellValues?.unit)}`,
  });
  const words = h("div", { class: "tooltip", hidden: true, "aria-hidden": "true" });
  const field = h("div", { class: "heat-field" }, canvas);
  body.append(h("div", { class: "heat" }, labels, field), timeAxis(data.range), words);
  const paint = () => paintCells(canvas, field, buckets, most, context.panel.options?.cellValues === undefined ? 1 : 0.5);
  const resized = new ResizeObserver(paint);
  resized.observe(field);
  canvas.addEventListener("pointermove", (event) => tell(event, canvas, buckets, words, context));
  canvas.addEventListener("pointerleave", () => {
    words.hidden = true;
  });
  return () => resized.disconnect();
};

function boundText(bound: number, unit: string | undefined): string {
  return Number.isFinite(bound) ? formatValue(bound, unit) : "+Inf";
}

/** Prometheus counts each bucket with all below it; a cell shows only its own. */
function bucketsOf({ data }: PanelContext): readonly Bucket[] {
  const sorted = data.series
    .map(({ labels, name, values }) => ({ bound: Number((labels.le ?? name).replace("Inf", "Infinity")), values }))
    .filter(({ bound }) => !Number.isNaN(bound))
    .toSorted((one, other) => one.bound - other.bound);
  return sorted.map(({ bound, values }, index) => ({
    bound,
    values: values.map((value, at) => (value === null ? null : Math.max(0, value - (sorted[index - 1]?.values[at] ?? 0)))),
  }));
}

function paintCells(canvas: HTMLCanvasElement, field: HTMLElement, buckets: readonly Bucket[], most: number, exponent: number): void {
  const ratio = devicePixelRatio;
  canvas.width = Math.round(field.clientWidth * ratio);
  canvas.height = Math.round(field.clientHeight * ratio);
  const ctx = canvas.getContext("2d");
  const columns = buckets[0]?.values.length ?? 0;
  if (ctx === null || columns === 0) {
    return;
  }
  const scheme = currentTheme() === "dark" ? ORANGES.toReversed() : ORANGES;
  const [width, height] = [canvas.width / columns, canvas.height / buckets.length];
  buckets.forEach(({ values }, row) => {
    values.forEach((value, column) => {
      if (value !== null && value > 1e-9) {
        const color = scheme[Math.min(scheme.length - 1, 1 + Math.floor((scheme.length - 1) * (value / most) ** exponent))];
        ctx.fillStyle = color ?? "#fd8d3c";
        ctx.fillRect(
          Math.floor(column * width),
          Math.floor(canvas.height - (row + 1) * height),
          Math.max(1, Math.ceil(width) - 1),
          Math.max(1, Math.ceil(height) - 1),
        );
      }
    });
  });
}

function tell(event: PointerEvent, canvas: HTMLCanvasElement, buckets: readonly Bucket[], words: HTMLElement, { data, panel }: PanelContext): void {
  const box = canvas.getBoundingClientRect();
  const columns = buckets[0]?.values.length ?? 1;
  const column = Math.min(columns - 1, Math.floor(((event.clientX - box.left) / box.width) * columns));
  const row = Math.min(buckets.length - 1, Math.max(0, Math.floor((1 - (event.clientY - box.top) / box.height) * buckets.length)));
  const bucket = buckets[row];
  const value = bucket?.values[column] ?? null;
  const unit = panel.options?.yAxis?.unit;
  const below = buckets[row - 1];
  words.replaceChildren(
    h("div", { class: "tooltip-time" }, new Date((data.range.startSeconds + column * data.stepSeconds) * 1000).toLocaleString("sv-SE")),
    h(
      "div",
      {},
      `${below === undefined ? "up to" : `${boundText(below.bound, unit)} to`} ${boundText(bucket?.bound ?? 0, unit)}: ${value === null ? "no data" : formatValue(value, panel.options?.cellValues?.unit)}`,
    ),
  );
  words.hidden = false;
  words.style.left = `${Math.min(event.clientX + 14, innerWidth - words.offsetWidth - 8)}px`;
  words.style.top = `${event.clientY + 10}px`;
}
