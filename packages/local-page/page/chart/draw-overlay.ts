import type uPlot from "uplot";
import type { ChartModel } from "./chart-model.ts";

/** Thresholds as dashed lines, what happened as thin marks with a foot. */
export function drawOverlay(chart: uPlot, { thresholds, annotations }: ChartModel): void {
  const { ctx, bbox } = chart;
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  ctx.lineWidth = devicePixelRatio;
  ctx.setLineDash([8 * devicePixelRatio, 5 * devicePixelRatio]);
  for (const { value, color } of thresholds) {
    const y = Math.round(chart.valToPos(value, "y", true));
    line(ctx, color, bbox.left, y, bbox.left + bbox.width, y);
  }
  ctx.setLineDash([4 * devicePixelRatio, 4 * devicePixelRatio]);
  const placed = annotations.flatMap(({ startSeconds, endSeconds, color }): readonly Stretch[] => {
    const [from = 0, to = 0] = [startSeconds, endSeconds].map((seconds) => Math.round(chart.valToPos(seconds, "x", true)));
    return to >= bbox.left && from <= bbox.left + bbox.width ? [{ from, to, color }] : [];
  });
  for (const { from, to, color } of shadedOnce(placed)) {
    ctx.globalAlpha = 0.08;
    ctx.fillStyle = color;
    ctx.fillRect(from, bbox.top, to - from, bbox.height);
    ctx.globalAlpha = 1;
    const foot = 3 * devicePixelRatio;
    ctx.fillRect(from, bbox.top + bbox.height - foot, Math.max(foot, to - from), foot);
  }
  ctx.globalAlpha = 0.8;
  for (const { from, color } of placed) {
    line(ctx, color, from, bbox.top, from, bbox.top + bbox.height);
  }
  ctx.restore();
}

interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly color: string;
}

/** Stretches of one colour joined where they overlap: ten alerts at once are not ten times as dark. */
function shadedOnce(stretches: readonly Stretch[]): readonly Stretch[] {
  const joined: Stretch[] = [];
  for (const one of stretches.toSorted((first, second) => first.from - second.from)) {
    const before = joined.findLastIndex(({ color }) => color === one.color);
    const last = joined[before];
    if (last !== undefined && one.from <= last.to) {
      joined[before] = { ...last, to: Math.max(last.to, one.to) };
    } else {
      joined.push(one);
    }
  }
  return joined;
}

function line(ctx: CanvasRenderingContext2D, color: string, fromX: number, fromY: number, toX: number, toY: number): void {
  ctx.strokeStyle = color;
  ctx.beginPath();
  ctx.moveTo(fromX, fromY);
  ctx.lineTo(toX, toY);
  ctx.stroke();
}
