import uPlot from "uplot";
import { textColor } from "../../src/dashboard/colors.ts";
import { BINARY_UNITS } from "../../src/dashboard/format-value.ts";
import { tickTexts } from "../../src/dashboard/tick-texts.ts";
import type { TimeRange } from "../../src/dashboard/time-range.ts";
import { timeTexts, timeTicks } from "../../src/dashboard/time-ticks.ts";
import type { PanelContext } from "../dashboard/panel-context.ts";
import { addressWith, goTo } from "../location.ts";
import type { ChartModel, ChartSeries } from "./chart-model.ts";
import { drawOverlay } from "./draw-overlay.ts";
import { exemplarPoints } from "./exemplar-points.ts";
import { createTooltip } from "./tooltip.ts";

const FONT = "11px system-ui, sans-serif";

/** Of an axis in a binary unit. */
const BINARY_STEPS = Array.from({ length: 60 }, (_, power) => 2 ** power);

/** Draws a model with uPlot in a place whose size it keeps; the function it returns ends it. */
export function drawChart(place: HTMLElement, model: ChartModel, context: PanelContext): () => void {
  const { theme, panel, data } = context;
  const [first] = model.series;
  const { unit, min, max, decimals } = first?.field ?? {};
  const grid = theme === "dark" ? "rgba(204, 204, 220, 0.09)" : "rgba(36, 41, 46, 0.1)";
  const axis = { stroke: textColor[theme], grid: { stroke: grid, width: 1 }, ticks: { show: false }, font: FONT };
  const tooltip = createTooltip(place, model, context);
  const options: uPlot.Options = {
    width: Math.max(80, place.clientWidth),
    height: Math.max(60, place.clientHeight),
    legend: { show: false },
    padding: [8, 12, 0, 0],
    cursor: { sync: { key: "dashboard" }, drag: { x: true, y: false, setScale: false }, points: { size: 6 }, y: false },
    scales: {
      x: { time: true, range: () => [data.range.startSeconds, data.range.endSeconds] },
      y: { range: (_, low, high) => valueRange(low, high, { min, max, lines: model.thresholds.map(({ value }) => value), bars: isBars(first) }) },
    },
    axes: [
      {
        ...axis,
        size: 24,
        splits: (chart) => [...timeTicks(data.range, Math.max(2, Math.floor(chart.width / 80)))],
        values: (chart, ticks) => axisTexts(ticks, data.range, chart.width),
      },
      {
        ...axis,
        size: (_, values) => 14 + 6.2 * Math.max(0, ...(values ?? []).map((text) => text.length)),
        values: (_, ticks) => [...tickTexts(ticks, unit, decimals)],
        space: 28,
        ...(unit !== undefined && BINARY_UNITS.has(unit) && { incrs: BINARY_STEPS }),
      },
    ],
    series: [{}, ...model.series.map((one) => seriesOptions(one))],
    ...(model.stacked && { bands: model.series.slice(1).map((_, index) => ({ series: [index + 1, index + 2] as uPlot.Band.Bounds })) }),
    hooks: {
      draw: [(chart) => drawOverlay(chart, model)],
      setCursor: [(chart) => tooltip.show(chart)],
      setSelect: [(chart) => chooseRange(chart)],
    },
  };
  place.replaceChildren();
  place.setAttribute("role", "group");
  place.setAttribute("aria-label", summary(panel.title ?? "", model.series));
  const chart = new uPlot(options, model.columns as uPlot.AlignedData, place);
  const points = exemplarPoints(chart, model.exemplars, context);
  chart.over.append(points.element);
  place.append(tooltip.element);
  const resized = new ResizeObserver(() => {
    if (place.clientWidth > 0 && (place.clientWidth !== chart.width || place.clientHeight !== chart.height)) {
      chart.setSize({ width: place.clientWidth, height: Math.max(60, place.clientHeight) });
      points.place();
    }
  });
  resized.observe(place);
  return () => {
    resized.disconnect();
    chart.destroy();
  };
}

/** Times, without one so near to the end that it would be cut off. */
function axisTexts(ticks: readonly number[], { startSeconds, endSeconds }: TimeRange, width: number): string[] {
  const length = endSeconds - startSeconds;
  return timeTexts(ticks, length).map((text, index) => (width * (endSeconds - (ticks[index] ?? 0)) < 16 * length ? "" : text));
}

function isBars(series: ChartSeries | undefined): boolean {
  return series?.field.custom.drawStyle === "bars";
}

function seriesOptions({ field, color, name }: ChartSeries): uPlot.Series {
  const { lineWidth = 1, fillOpacity = 0, lineStyle, drawStyle } = field.custom;
  const bars = drawStyle === "bars" && uPlot.paths.bars !== undefined ? { paths: uPlot.paths.bars({ size: [0.8, 60] }) } : {};
  const solid = /^#[0-9a-f]{6}$/i.test(color);
  const opacity = Math.round((255 * fillOpacity) / 100)
    .toString(16)
    .padStart(2, "0");
  return {
    label: name,
    stroke: color,
    width: drawStyle === "bars" ? 0 : Math.max(1, lineWidth) * 1.25,
    spanGaps: false,
    points: { show: false },
    ...(fillOpacity > 0 && solid && { fill: `${color}${opacity}` }),
    ...(lineStyle?.fill === "dash" && { dash: [8, 6] }),
    ...bars,
  };
}

interface RangeOptions {
  readonly min: number | null | undefined;
  readonly max: number | null | undefined;
  readonly lines: readonly number[];
  readonly bars: boolean;
}

/** All values, the thresholds near them, and a little room. */
function valueRange(low: number | null, high: number | null, { min, max, lines, bars }: RangeOptions): uPlot.Range.MinMax {
  const [least, most] = [low ?? 0, high ?? 1];
  const near = lines.filter((line) => line <= Math.max(most * 4, most + 1e-12) || most === 0);
  const bottom = Math.min(least, bars ? 0 : least, ...near);
  const top = Math.max(most, ...near);
  const flat = top - bottom <= Math.abs(top) * 1e-6;
  const room = flat ? Math.abs(top) || 1 : (top - bottom) * 0.08;
  const from = min ?? (bottom >= 0 && bottom - room < 0 ? 0 : bottom - room);
  const to = max ?? top + room;
  return [Math.min(from, bottom), to > from ? Math.max(to, Math.min(most, to)) : from + 1];
}

/** Dragging over the chart shows that stretch of time on the whole dashboard. */
function chooseRange(chart: uPlot): void {
  const { left, width } = chart.select;
  if (width > 4) {
    const [from, to] = [chart.posToVal(left, "x"), chart.posToVal(left + width, "x")].map((seconds) => String(Math.round(seconds * 1000)));
    goTo(addressWith({ from, to }));
  }
}

function summary(title: string, series: readonly ChartSeries[]): string {
  const words = series.slice(0, 12).map(({ name, shown }) => `${name} ${shown.text}`);
  return `${title}: ${words.join(", ")}${series.length > 12 ? ` and ${series.length - 12} more` : ""}`;
}
