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
  for (const { startSeconds, endSeconds, color } of annotations) {
    const [from, to] = [startSeconds, endSeconds].map((seconds) => Math.round(chart.valToPos(seconds, "x", true)));
    if (from !== undefined && to !== undefined && to >= bbox.left && from <= bbox.left + bbox.width) {
      ctx.globalAlpha = 0.08;
      ctx.fillStyle = color;
      ctx.fillRect(from, bbox.top, Math.max(0, to - from), bbox.height);
      ctx.globalAlpha = 0.8;
      line(ctx, color, from, bbox.top, from, bbox.top + bbox.height);
      ctx.globalAlpha = 1;
      const foot = 3 * devicePixelRatio;
      ctx.fillRect(from, bbox.top + bbox.height - foot, Math.max(foot, to - from), foot);
    }
  }
  ctx.restore();
}

function line(ctx: CanvasRenderingContext2D, color: string, fromX: number, fromY: number, toX: number, toY: number): void {
  ctx.strokeStyle = color;
  ctx.beginPath();
  ctx.moveTo(fromX, fromY);
  ctx.lineTo(toX, toY);
  ctx.stroke();
}
